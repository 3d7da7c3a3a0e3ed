// A command of a group that somebody has looked for at the top: `truss check` is `truss config check`.
import { commandList } from './command-list.ts';

/** What was probably meant by the name of no command: those of groups that are called so, with their groups. */
export function namedElsewhere(name: string): string[] {
  return commandList.flatMap((row) =>
    row.kind === 'group' ? row.commands.filter((own) => own.name === name).map((own) => `${row.name} ${own.name}`) : [],
  );
}
