// What bash and zsh have in common: both look at the words before the cursor with `case`.
import type { CompletedPlace, Words } from './completion-tree.ts';

/** A text in single quotes. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * A command of the shell that prints the names of the examples of the truss in `$directory`, one a line: they are at the
 * beginning of an item of the list, or below it.
 */
export const EXAMPLE_NAMES = String.raw`sed -n -e 's/^-  *name: *//p' -e 's/^  name: *//p' "$directory/examples.yaml" 2>/dev/null | sed -e 's/  *#.*$//' -e 's/ *$//' -e "s/^'\(.*\)'\$/\1/" -e 's/^"\(.*\)"$/\1/'`;

/** The pattern that a command line matches when it goes on with a command: `'truss env'|'truss env list'`. */
export function commandPattern(places: readonly CompletedPlace[]): string {
  return places
    .filter(({ path }) => path !== 'truss')
    .map(({ path }) => quoted(path))
    .join('|');
}

/** One branch of a `case`: its patterns, and what to do. */
function branch(patterns: readonly string[], action: string): string {
  return `    (${patterns.map(quoted).join('|')}) ${action} ;;`;
}

/** The branches for what follows an option that takes a value; matched against the command and the option. */
export function valueBranches(places: readonly CompletedPlace[], actionFor: (words: Words) => string): string[] {
  const patterns = new Map<string, string[]>();
  for (const { path, options } of places) {
    for (const { names, value } of options) {
      if (value === null) continue;
      const action = `${actionFor(value)}; return`;
      patterns.set(action, [...(patterns.get(action) ?? []), ...names.map((name) => `${path} ${name}`)]);
    }
  }
  return [...patterns].map(([action, all]) => branch(all, action));
}

/** The branches for each command; a command for which there is nothing to do has none. */
export function placeBranches(
  places: readonly CompletedPlace[],
  actionFor: (place: CompletedPlace) => string | null,
): string[] {
  const patterns = new Map<string, string[]>();
  for (const place of places) {
    const action = actionFor(place);
    if (action !== null) patterns.set(action, [...(patterns.get(action) ?? []), place.path]);
  }
  return [...patterns].map(([action, all]) => branch(all, action));
}
