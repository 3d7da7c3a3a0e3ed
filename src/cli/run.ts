// One run of the command line, from the words to the exit code.
import { CommanderError } from 'commander';

import { errorToJson } from '../core/errors/error-json.ts';
import { exitCodeOf } from '../core/errors/exit-code.ts';
import { TrussError } from '../core/errors/truss-error.ts';
import { version } from '../core/version.ts';
import { watchInterrupts } from '../system/processes/interrupts.ts';
import type { Selection } from './build-program.ts';
import { buildProgram } from './build-program.ts';
import { commandList } from './command-list.ts';
import type { Outcome } from './definition/define-command.ts';
import type { NamedCommand } from './find-command.ts';
import { findCommand, normaliseWords } from './find-command.ts';
import { colouredText } from './output/coloured-text.ts';
import type { Output, OutputStreams } from './output/output.ts';
import { createOutput } from './output/output.ts';
import { renderError } from './output/render-error.ts';
import { createStyles } from './output/styles.ts';
import { toUsageError } from './usage-error.ts';

/** The status of a command that has said itself what is wrong, as of an expected error. */
const FAILED_EXIT_CODE = 1;

/** Runs `truss` with the words that follow its name; gives the exit code. Never throws. */
export async function run(words: readonly string[], streams: OutputStreams): Promise<number> {
  const output = createOutput(streams, words.includes('--json'));
  const argv = normaliseWords(words);
  const named = findCommand(argv);
  try {
    refusePlatform();
    if (asksForVersion(argv)) output.answer({ truss: version, node: process.versions.node }, () => `truss ${version}`);
    else if ((await parse(argv, named, output)) === 'failed') return FAILED_EXIT_CODE;
    return 0;
  } catch (error) {
    const expected = error instanceof CommanderError ? toUsageError(error, named.path) : error;
    return expected === null ? 0 : report(expected, output);
  }
}

function asksForVersion(argv: readonly string[]): boolean {
  const first = argv.find((word) => word !== '--json');
  return first === '--version' || first === '-V';
}

async function parse(argv: readonly string[], { row }: NamedCommand, output: Output): Promise<Outcome> {
  const selected = row === null ? null : { row, command: await row.load() };
  const outcomes: Outcome[] = [];
  const onSelect = async (selection: Selection): Promise<void> => {
    outcomes.push(await execute(selection, output));
  };
  await buildProgram({ output, selected, onSelect }).parseAsync(argv, { from: 'user' });
  return outcomes[0];
}

async function execute({ command, options, arguments: given }: Selection, output: Output): Promise<Outcome> {
  const interrupts = watchInterrupts({ ignoreInterrupt: command.ignoresInterrupt ?? false });
  try {
    return await command.run({ options, arguments: given, output, signal: interrupts.signal, commands: commandList });
  } catch (error) {
    throw interrupts.signal.aborted && !isBug(error) ? interrupts.signal.reason : error;
  } finally {
    output.progress.clear();
    interrupts.close();
  }
}

function report(error: unknown, output: Output): number {
  if (output.json) output.stdout.write(`${JSON.stringify({ error: errorToJson(error) })}\n`);
  else output.stderr.write(`${colouredText(renderError(error, createStyles(output.stderr)))}\n`);
  return exitCodeOf(error);
}

function refusePlatform(): void {
  if (process.platform !== 'win32') return;
  throw new TrussError('PLATFORM_UNSUPPORTED', {
    message: 'Truss runs on Linux and macOS.',
    hint: 'On Windows, run it inside WSL2: https://learn.microsoft.com/windows/wsl/install',
  });
}

/** Whatever an interrupted job trips over, it was the interrupt that ended it; but a bug stays one. */
function isBug(error: unknown): boolean {
  return !(error instanceof TrussError) && !(error instanceof Error && error.name === 'AbortError');
}
