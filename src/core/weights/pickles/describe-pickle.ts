import type { JudgedPickle } from './judge-names.ts';

/** More names are counted. */
const MOST_NAMES = 3;

/** A line that says what a pickle can do: `model.bin is a pickle that calls posix.system, which no model needs`. */
export function describePickle({ path, risk, names }: JudgedPickle & { readonly path: string }): string {
  switch (risk) {
    case 'plain':
      return `${path} is a pickle, of arrays and plain values alone`;
    case 'code':
      return `${path} is a pickle: it runs code of ${listed(names)} when it is loaded`;
    case 'harmful':
      return `${path} is a pickle that calls ${listed(names)}, which no model needs: do not load it`;
    case 'unread': {
      const known = names.length === 0 ? '' : `; it runs code of ${listed(names)}`;
      return `${path} is a pickle that could not be looked into: it can run code when it is loaded${known}`;
    }
    default:
      return risk satisfies never;
  }
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  const shown = names.slice(0, MOST_NAMES).map((name) => (name === '?.?' ? 'a name that it hides' : name));
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
