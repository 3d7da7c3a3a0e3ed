// What can stand where on a command line, for the scripts that shells complete with.
import type { Argument, Command, CommandGroup, CommandRow, Option } from '../definition/define-command.ts';

/** What can stand in one place: some of these words, the name of a file, a directory or an example of a truss, or what nobody can know. */
export type Words = readonly string[] | 'files' | 'directories' | 'examples' | 'unknown';

/** An option of a place. */
export interface CompletedOption {
  /** `-p` and `--port`. */
  readonly names: readonly string[];
  readonly description: string;
  /** What follows it; null for a flag. */
  readonly value: Words | null;
}

/** A word of a place, with what it means. */
interface CompletedWord {
  readonly word: string;
  readonly summary: string;
}

/** A place behind a command: `truss`, `truss env`, `truss env list`. */
export interface CompletedPlace {
  readonly path: string;
  /** The commands that may follow. */
  readonly commands: readonly CompletedWord[];
  /** What may follow beside commands and options. */
  readonly operand: Words;
  readonly options: readonly CompletedOption[];
}

const help: CompletedOption = { names: ['-h', '--help'], description: 'show this help', value: null };
const json: CompletedOption = { names: ['--json'], description: 'print data on one line, for programs', value: null };
const version: CompletedOption = { names: ['-V', '--version'], description: 'print the version', value: null };

/** Every place that a command can be completed at; imports all commands. */
export async function completionPlaces(
  entries: readonly (CommandRow | CommandGroup)[],
): Promise<readonly CompletedPlace[]> {
  const shown = entries.filter((entry) => entry.kind === 'group' || entry.hidden !== true);
  const commands = shown.map(({ name, summary }) => ({ word: name, summary }));
  const places = await Promise.all(
    shown.map((entry) => {
      if (entry.kind === 'command') return commandPlaces('truss', [entry]);
      const path = `truss ${entry.name}`;
      const inner = entry.commands.map(({ name, summary }) => ({ word: name, summary }));
      const group = { path, commands: inner, operand: [], options: [help] };
      const helpOfGroup = { path: `truss help ${entry.name}`, commands: inner, operand: [], options: [] };
      return commandPlaces(path, entry.commands).then((own) => [group, helpOfGroup, ...own]);
    }),
  );
  const helpCommand = { word: 'help', summary: 'show the help of a command' };
  return [
    { path: 'truss', commands: [...commands, helpCommand], operand: [], options: [version, json, help] },
    { path: 'truss help', commands: [], operand: commands.map(({ word }) => word), options: [] },
    ...places.flat(),
  ];
}

function commandPlaces(parent: string, rows: readonly CommandRow[]): Promise<CompletedPlace[]> {
  return Promise.all(rows.map(async ({ name, load }) => commandPlace(`${parent} ${name}`, await load())));
}

function commandPlace(path: string, command: Command): CompletedPlace {
  const options = [...Object.values(command.options).filter(isShown).map(completedOption), json, help];
  const [first] = Object.entries(command.arguments);
  return { path, commands: [], operand: first === undefined ? [] : operandOf(...first), options };
}

function isShown({ hidden }: Option<unknown>): boolean {
  return hidden !== true;
}

function operandOf(name: string, { choices }: Argument<unknown>): Words {
  if (choices !== undefined) return choices;
  return name.startsWith('director') ? 'directories' : 'unknown';
}

function completedOption({ flags, description, choices }: Option<unknown>): CompletedOption {
  const names = flags.split(/[ ,]+/).filter((word) => word.startsWith('-'));
  return { names, description, value: flags.includes('<') ? valueOf(flags, choices) : null };
}

function valueOf(flags: string, choices: readonly string[] | undefined): Words {
  if (choices !== undefined) return choices;
  if (flags.startsWith('--example ')) return 'examples';
  return flags.includes('<path>') ? 'files' : 'unknown';
}
