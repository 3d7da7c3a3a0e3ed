// The commands that people are told of, with the groups dissolved.
import { commandList } from '../../src/cli/command-list.ts';
import type { CommandRow } from '../../src/cli/definition/define-command.ts';
import type { Argument } from '../../src/cli/definition/define-command.ts';

/** A command under the words that call it. */
export interface ShownCommand extends Pick<CommandRow, 'summary' | 'load'> {
  /** What stands behind `truss`: `env list`. */
  readonly path: string;
}

/** All commands but the hidden ones, in the order of the help. */
export function shownCommands(): readonly ShownCommand[] {
  const rows = commandList.flatMap((entry) =>
    entry.kind === 'command'
      ? [{ path: entry.name, row: entry }]
      : entry.commands.map((row) => ({ path: `${entry.name} ${row.name}`, row })),
  );
  return rows
    .filter(({ row }) => row.hidden !== true)
    .map(({ path, row }) => ({ path, summary: row.summary, load: row.load }));
}

/** How an argument stands in the usage of a command: `<name>` where it must be given, `[directory]` where it may be. */
export function argumentWord(name: string, { required, repeats }: Argument<unknown>): string {
  const shown = repeats ? `${name}...` : name;
  return required ? `<${shown}>` : `[${shown}]`;
}
