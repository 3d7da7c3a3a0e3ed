// Which command a command line means, before anything is imported or parsed.
import { existsSync } from 'node:fs';

import { commandList } from './command-list.ts';
import type { CommandRow } from './definition/define-command.ts';

/** The command that a command line names. */
export interface NamedCommand {
  /** As typed after `truss`: `serve`, `env list`; empty for no (known) command. */
  readonly path: string;
  readonly row: CommandRow | null;
}

/** Finds the command that `argv` names without importing any. */
export function findCommand(argv: readonly string[]): NamedCommand {
  const words = argv.filter((word) => !word.startsWith('-'));
  const found = commandList.find(({ name }) => name === words[0]);
  if (found === undefined) return { path: '', row: null };
  if (found.kind === 'command') return { path: found.name, row: found };
  const row = found.commands.find(({ name }) => name === words[1]);
  return row === undefined ? { path: found.name, row: null } : { path: `${found.name} ${row.name}`, row };
}

/**
 * The same command in the one form that the parser knows: `truss`, `truss env` and `truss help X` are ways to ask for help,
 * `truss env DIR` is short for `truss env show DIR`, as is `truss image --pull` for `truss image build --pull`, and the documentation
 * of 2022 wrote `run_example` for `run-example`.
 */
export function normaliseWords(typed: readonly string[]): readonly string[] {
  const words = withDashes(typed);
  const [first, second, ...rest] = words;
  if (words.every((word) => word === '--json') || first === undefined) return ['--help'];
  if (first === 'help') return normaliseWords([...words.slice(1), '--help']);
  // Alone it is an error with a near name; `--help` beside it would show the help of the whole.
  if (!first.startsWith('-') && findCommand(words).path === '') return [first];
  const group = commandList.find(({ name }) => name === first);
  if (group?.kind !== 'group') return words;
  if (second === undefined) return [first, '--help'];
  const isCommand = group.commands.some(({ name }) => name === second);
  const isOption = second.startsWith('-') && !OF_ALL.has(second);
  const isMeant = group.forDirectory !== undefined && !isCommand && (isOption || existsSync(second));
  return isMeant ? [first, group.forDirectory, second, ...rest] : words;
}

/** Options that say nothing of what is meant. */
const OF_ALL: ReadonlySet<string> = new Set(['-h', '--help', '--json']);

/** A command that is typed with `_` for `-`, as it is called. */
function withDashes([first, ...rest]: readonly string[]): readonly string[] {
  if (first === undefined) return [];
  const name = first.replaceAll('_', '-');
  return [commandList.some((known) => known.name === name) ? name : first, ...rest];
}
