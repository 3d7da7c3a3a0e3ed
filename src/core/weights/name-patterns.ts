// `allow_patterns` and `ignore_patterns`, as Hugging Face reads them: like Python's fnmatch, whose `*` also goes over slashes.

/** Which files of a source are wanted; null: no such list. */
export interface NamePatterns {
  readonly allow: readonly string[] | null;
  readonly ignore: readonly string[] | null;
}

/** Tells whether a path of a source is wanted: allowed by one of the patterns where there are some, and ignored by none. */
export function nameFilter({ allow, ignore }: NamePatterns): (path: string) => boolean {
  const allowed = allow?.map(toRegExp) ?? null;
  const ignored = ignore?.map(toRegExp) ?? [];
  return (path) =>
    (allowed === null || allowed.some((pattern) => pattern.test(path))) &&
    !ignored.some((pattern) => pattern.test(path));
}

function toRegExp(pattern: string): RegExp {
  // A folder stands for all that is in it.
  const whole = pattern.endsWith('/') ? `${pattern}*` : pattern;
  const text = whole.replaceAll(/\[(!?)([^\]]+)\]|[\s\S]/g, (char: string, not?: string, set?: string) => {
    if (set !== undefined) return `[${not === '!' ? '^' : ''}${set.replaceAll(/[\\^[]/g, String.raw`\$&`)}]`;
    if (char === '*') return '.*';
    return char === '?' ? '.' : char.replace(/[$()*+./?[\\\]^{|}-]/, String.raw`\$&`);
  });
  return new RegExp(`^${text}$`, 's');
}
