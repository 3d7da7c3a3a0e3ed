// Commands as data become a commander program. Commander parses and lays out help; words and exit codes are ours.
import {
  Argument as CommanderArgument,
  Command as Program,
  InvalidArgumentError,
  Option as CommanderOption,
} from 'commander';

import { commandList } from './command-list.ts';
import type { Command, CommandExample, CommandGroup, CommandRow, Option } from './definition/define-command.ts';
import type { Output } from './output/output.ts';
import { createStyles } from './output/styles.ts';

/** What was typed, understood. */
export interface Selection {
  readonly command: Command;
  readonly options: Readonly<Record<string, unknown>>;
  readonly arguments: Readonly<Record<string, unknown>>;
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
const MAX_HELP_COLUMNS = 100;

function configure(program: Program, output: Output): void {
  const styles = createStyles(output.stdout);
  program
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void output.stdout.write(text),
      // Errors are rendered with all others, from the exception.
      writeErr: () => undefined,
      getOutHelpWidth: () => Math.min(output.columns, MAX_HELP_COLUMNS),
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
  for (const [name, argument] of Object.entries(command.arguments)) {
    const shown = argument.repeats ? `${name}...` : name;
    const added = new CommanderArgument(argument.required ? `<${shown}>` : `[${shown}]`, argument.description);
    target.addArgument(argument.choices === undefined ? added : added.choices(argument.choices));
  }
  for (const option of Object.values(command.options)) {
    target.addOption(toCommanderOption(option));
    // Whoever says what is so anyway is not wrong.
    const positive = option.flags.replace('--no-', '--');
    if (positive !== option.flags) target.addOption(new CommanderOption(positive).hideHelp());
  }
  if (command.takesAnything === true) target.allowUnknownOption().allowExcessArguments();
  target.option('--json', 'print data on one line, for programs');
  addExamples(target, command.examples, options.output);
  target.addHelpText('after', `\n${createStyles(options.output.stdout).bold('With --json:')}\n  ${command.json}`);
  target.action(() => options.onSelect({ command, ...readValues(target, command) }));
}

function toCommanderOption(given: Option<unknown>): CommanderOption {
  const { flags, description, shownFallback, parse, hidden, repeats = false } = given;
  const suffix = shownFallback === null ? '' : ` (default: ${shownFallback})`;
  const option = new CommanderOption(flags, description + suffix).hideHelp(hidden === true);
  if (!flags.includes('<')) return option;
  return option.argParser((text, before) => {
    const value = parseOption(parse, text);
    return repeats ? [before ?? [], value].flat() : value;
  });
}

/** What was typed, or the fallbacks; options have the names that commander derives from their flags. */
function readValues(parsed: Program, command: Command): Pick<Selection, 'options' | 'arguments'> {
  const typed = parsed.opts<Record<string, unknown>>();
  const options = Object.entries(command.options).map(([name, { fallback }]) => [name, typed[name] ?? fallback]);
  const given = Object.entries(command.arguments).map(([name, { collect }], index) => {
    const words = [parsed.processedArgs[index]].flat().filter((word) => typeof word === 'string');
    return [name, collect(words)];
  });
  return { options: Object.fromEntries(options), arguments: Object.fromEntries(given) };
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
