// Commands as data become a commander program. Commander parses and lays out help; words and exit codes are ours.
import {
  Argument as CommanderArgument,
  Command as Program,
  InvalidArgumentError,
  Option as CommanderOption,
} from 'commander';
import type { CommandGroup, CommandRow } from './command-list.ts';
import { commandList } from './command-list.ts';
import type { Command, CommandExample } from './define-command.ts';
import type { Output } from './output/output.ts';
import { createStyles } from './output/styles.ts';

/** What was typed, understood. */
export interface Selection {
  readonly command: Command;
  readonly options: Readonly<Record<string, unknown>>;
  readonly arguments: Readonly<Record<string, unknown>>;
}

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

/** What is built, and for whom. */
export interface ProgramOptions {
  readonly output: Output;
  /** The one command whose module is imported; the others are only listed. */
  readonly selected: { readonly row: CommandRow; readonly command: Command } | null;
  readonly onSelect: (selection: Selection) => Promise<void>;
}

/** Makes the parser. It throws commander's `CommanderError` for wrong use, and when it has shown help. */
export function buildProgram(options: ProgramOptions): Program {
  const program = new Program('truss');
  configure(program, options.output);
  program
    .description('Turn a trained model into a directory that answers over HTTP, in an environment of its own.')
    .usage('<command> [options]')
    .option('-V, --version', 'print the version')
    .option('--json', 'print data on one line, for programs')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command');
  for (const entry of commandList) {
    if (entry.kind === 'command') addCommand(program, entry, options);
    else addGroup(program, entry, options);
  }
  addExamples(program, rootExamples, options.output);
  return program;
}

const rootExamples: readonly CommandExample[] = [
  { command: 'truss init my-model', about: 'a new truss in my-model/' },
  { command: `truss predict my-model -d '{"inputs": [[1, 2]]}'`, about: 'call it once' },
  { command: 'truss serve my-model', about: 'serve it on http://127.0.0.1:8080' },
];

// Longer lines are hard to read.
const maxHelpColumns = 100;

function configure(program: Program, output: Output): void {
  const styles = createStyles(output.stdout);
  program
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void output.stdout.write(text),
      // Errors are rendered with all others, from the exception.
      writeErr: () => undefined,
      getOutHelpWidth: () => Math.min(output.columns, maxHelpColumns),
      getOutHasColors: () => true,
    })
    .configureHelp({ styleTitle: styles.bold, styleCommandText: styles.command, styleSubcommandTerm: styles.command });
}

function addGroup(program: Program, group: CommandGroup, options: ProgramOptions): void {
  const parent = program
    .command(group.name)
    .summary(group.summary)
    .description(capitalise(group.summary))
    .usage('<command> [options]')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false);
  for (const row of group.commands) addCommand(parent, row, options);
  addExamples(parent, group.examples, options.output);
}

function addCommand(parent: Program, row: CommandRow, options: ProgramOptions): void {
  const target = parent
    .command(row.name, { hidden: row.hidden ?? false })
    .summary(row.summary)
    .helpOption('-h, --help', 'show this help');
  if (options.selected?.row === row) fillCommand(target, options.selected.command, options);
}

function fillCommand(target: Program, command: Command, options: ProgramOptions): void {
  target.description(command.description);
  const argumentNames = Object.keys(command.arguments);
  for (const [name, argument] of Object.entries(command.arguments)) {
    const shown = argument.repeats ? `${name}...` : name;
    target.addArgument(new CommanderArgument(argument.required ? `<${shown}>` : `[${shown}]`, argument.description));
  }
  const attributes = new Map<string, string>();
  for (const [key, option] of Object.entries(command.options)) {
    const described =
      option.shownFallback === null ? option.description : `${option.description} (default: ${option.shownFallback})`;
    const made = new CommanderOption(option.flags, described);
    if (option.flags.includes('<')) made.argParser((text) => parseOption(option.parse, text));
    target.addOption(made);
    attributes.set(key, made.attributeName());
  }
  target.option('--json', 'print data on one line, for programs');
  addExamples(target, command.examples, options.output);
  target.addHelpText('after', `\n${createStyles(options.output.stdout).bold('With --json:')}\n  ${command.json}`);

  target.action(async () => {
    const typed = target.opts<Record<string, unknown>>();
    const values = Object.entries(command.options).map(([key, option]) => {
      const value = typed[attributes.get(key) ?? key];
      return [key, value === undefined ? option.fallback : value];
    });
    const given = Object.values(command.arguments).map((argument, index) => {
      const value: unknown = target.processedArgs[index];
      const texts = (Array.isArray(value) ? value : [value]).filter((text) => typeof text === 'string');
      return [argumentNames[index], argument.collect(texts)];
    });
    await options.onSelect({ command, options: Object.fromEntries(values), arguments: Object.fromEntries(given) });
  });
}

function parseOption(parse: (text: string) => unknown, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

function addExamples(target: Program, examples: readonly CommandExample[], output: Output): void {
  const styles = createStyles(output.stdout);
  const lines = examples.flatMap(({ command, about }) => [
    `  ${styles.dim(`# ${about}`)}`,
    `  ${styles.command(command)}`,
  ]);
  target.addHelpText('after', ['', styles.bold('Examples:'), ...lines].join('\n'));
}

function capitalise(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
