import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A requirement that is a directory or file of this machine: `./packages/x`, `-e ../x`, `x @ file:///…`. */
const LOCAL = /^(?:-e |--editable[ =])?(\.{0,2}\/[^;]*|file:[^;\s]+)|@ (\.{0,2}\/[^;]*|file:[^;\s]+)/;

/** The absolute path that a line of a lock installs from, or null where it is a package of an index, git or the web. */
export function localRequirement(line: string, directory: string): string | null {
  const match = LOCAL.exec(line);
  const written = (match?.[1] ?? match?.[2])?.trim();
  if (written === undefined) return null;
  if (written.startsWith('file://')) return fileURLToPath(written.replace(/#.*$/, ''));
  return resolve(directory, written.replace(/^file:/, ''));
}
