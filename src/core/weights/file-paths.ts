// The paths of a source's files, as a directory of this machine has to be able to have them.

/** Whether a path stays where it is put, and is one that a directory can have. */
export function isSafePath(path: string): boolean {
  return !path.includes('\0') && path.split('/').every((part) => !['', '.', '..'].includes(part));
}

/**
 * Why some paths cannot lie in one directory, as the end of a sentence; null: they can. Buckets have objects `a` and `a/b`; and
 * `Model.bin` beside `model.bin`, which is one file where case does not count.
 */
export function clashOf(paths: readonly string[], { isCaseBlind }: { readonly isCaseBlind: boolean }): string | null {
  const unsafe = paths.find((path) => !isSafePath(path));
  if (unsafe !== undefined) return `names a file ${JSON.stringify(unsafe)}, which would lie outside of its folder`;
  const known = new Set(paths);
  for (const path of paths) {
    const around = foldersOf(path).find((folder) => known.has(folder));
    if (around !== undefined) return `has both a file ${around} and a file ${path}, which would lie in it`;
  }
  if (!isCaseBlind) return null;
  const first = new Map<string, string>();
  for (const path of paths) {
    const other = first.get(path.normalize('NFC').toLowerCase());
    if (other !== undefined) return `has files ${other} and ${path}, which are one file on this machine`;
    first.set(path.normalize('NFC').toLowerCase(), path);
  }
  return null;
}

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
