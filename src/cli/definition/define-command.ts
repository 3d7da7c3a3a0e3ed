// A command is data: the parser, the help, the reference page and shell completion read the same object.
import type { Output } from '../output/output.ts';

/** One option of a command. `T` is the type that `run` gets. */
export interface Option<T> {
  /** As a person types it: `-d, --data <json>`; without `<…>` it is a flag. Completion has files for `<path>`. */
  readonly flags: string;
  readonly description: string;
  /** The value when the option is not given. */
  readonly fallback: T;
  /** Makes the value of what was typed; throws an `Error` whose message says what was expected. */
  readonly parse: (text: string) => T;
  /** How the fallback reads in the help; null: not mentioned. */
  readonly shownFallback: string | null;
  /** For completion and help, where only these texts are possible. */
  readonly choices?: readonly string[];
  /** May be given several times: the values, each of which is a list, are joined. */
  readonly repeats?: true;
  /** Understood, but not told of: a name that it had in former versions. */
  readonly hidden?: true;
}

/** One positional argument. Completion has directories for one that is called `directory` or `directories`. */
export interface Argument<T> {
  readonly description: string;
  readonly required: boolean;
  /** Takes all that follow. */
  readonly repeats: boolean;
  readonly collect: (texts: readonly string[]) => T;
  /** For completion and the message, where only these texts are possible. */
  readonly choices?: readonly string[];
}

/** The values of a set of options. */
type OptionValues<O> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never };
/** The values of a set of arguments. */
type ArgumentValues<A> = { readonly [K in keyof A]: A[K] extends Argument<infer T> ? T : never };

/** What a command is run with. */
interface CommandContext<O, A> {
  readonly options: OptionValues<O>;
  readonly arguments: ArgumentValues<A>;
  readonly output: Output;
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** All commands, for one that speaks of the others. */
  readonly commands: readonly (CommandRow | CommandGroup)[];
}

/** One example of the help. */
export interface CommandExample {
  readonly command: string;
  readonly about: string;
}

/** All there is to know about a command but its name and summary, which stand in `command-list.ts`. */
export interface CommandDefinition<O, A> {
  readonly description: string;
  readonly examples: readonly CommandExample[];
  readonly arguments: A;
  /** Each under its long flag in camel case. */
  readonly options: O;
  /** What `--json` prints, in the notation of specs/engine-protocol.md. The shape is public: members are added, never changed. */
  readonly json: string;
  /** The command lives as long as its stdin, and leaves Ctrl-C to the program that started it. */
  readonly ignoresInterrupt?: true;
  /** Whatever follows the command is accepted and ignored: it only says what there is instead of it. */
  readonly takesAnything?: true;
  /** Does the work. `failed`: all was said, and the answer is that something is wrong; the exit code is 1. */
  run(context: CommandContext<O, A>): Promise<Outcome>;
}

/** How a command ended that threw no error: with nothing to say where all is well. */
export type Outcome = 'failed' | void;

/** A command whose option types are not known any more. */
export type Command = CommandDefinition<
  Readonly<Record<string, Option<unknown>>>,
  Readonly<Record<string, Argument<unknown>>>
>;

/** A command by name. */
export interface CommandRow {
  readonly kind: 'command';
  readonly name: string;
  readonly summary: string;
  /** Not listed in the help: for programs. */
  readonly hidden?: true;
  readonly load: () => Promise<Command>;
}

/** A noun with commands of its own: `truss env list`. */
export interface CommandGroup {
  readonly kind: 'group';
  readonly name: string;
  readonly summary: string;
  readonly examples: readonly CommandExample[];
  readonly commands: readonly CommandRow[];
  /** What `truss env DIR` means: the name of one of the commands. Not given: nothing. */
  readonly forDirectory?: string;
}

/** Defines a command; the types of `context.options` and `context.arguments` follow from the definition. */
export function defineCommand<
  const O extends Readonly<Record<string, Option<unknown>>>,
  const A extends Readonly<Record<string, Argument<unknown>>>,
>(definition: CommandDefinition<O, A>): Command {
  return definition;
}
