// Where a command's words go: answers to stdout, everything else to stderr.
import type { Issue } from '../../core/errors/issue.ts';
import { colouredText } from './coloured-text.ts';
import type { ProgressLine } from './progress-line.ts';
import { createProgressLine, silentProgress } from './progress-line.ts';
import { renderIssue } from './render-issue.ts';
import type { Styles } from './styles.ts';
import { createStyles } from './styles.ts';
import { isTerminal } from './terminal.ts';

/** What a command writes to. */
export interface Output {
  /** `--json` was given. */
  readonly json: boolean;
  /** A person reads stdout. */
  readonly stdoutIsTerminal: boolean;
  /** How wide stdout is; 80 where it is no terminal. */
  readonly columns: number;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly progress: ProgressLine;
  /** The answer of the command: `data` on one line with `--json`, else the text that `human` makes. */
  answer(data: unknown, human: (styles: Styles) => string): void;
  /** The doubtful things that did not keep the command from its work. */
  readonly warn: (issues: readonly Issue[]) => void;
  /** A word to the person at the terminal; nothing with `--json`. */
  note(human: (styles: Styles) => string): void;
  /** What to do next, as commands; nothing with `--json`. */
  next(commands: readonly string[]): void;
}

/** The streams of the process, or a test's. */
export interface OutputStreams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

const DEFAULT_COLUMNS = 80;

/** Makes the output of one run of the command line. */
export function createOutput({ stdout, stderr }: OutputStreams, json: boolean): Output {
  const outStyles = createStyles(stdout);
  const errStyles = createStyles(stderr);
  const progress = json ? silentProgress : createProgressLine(stderr);
  const note = (human: (styles: Styles) => string): void => {
    if (json) return;
    progress.clear();
    stderr.write(`${colouredText(human(errStyles))}\n`);
  };
  return {
    json,
    stdoutIsTerminal: isTerminal(stdout),
    columns: isTerminal(stdout) ? stdout.columns || DEFAULT_COLUMNS : DEFAULT_COLUMNS,
    stdout,
    stderr,
    progress,
    answer(data, human) {
      progress.clear();
      stdout.write(`${json ? JSON.stringify(data) : colouredText(human(outStyles))}\n`);
    },
    warn(issues) {
      progress.clear();
      for (const issue of issues) stderr.write(`${colouredText(renderIssue(issue, errStyles))}\n`);
    },
    note,
    next(commands) {
      note((styles) => ['', 'Next:', ...commands.map((command) => `  ${styles.command(command)}`)].join('\n'));
    },
  };
}
