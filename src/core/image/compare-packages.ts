// Whether what is installed is what was locked.
import { packageName } from '../requirements/package-name.ts';

/** A distribution, as its metadata name it. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
}

/** One package that is not as the lock has it. */
export interface PackageDifference {
  readonly name: string;
  /** Null: it is not in the lock, or for no such platform. */
  readonly locked: string | null;
  /** Null: it is not installed. */
  readonly installed: string | null;
}

/** What is there although nobody locks it: the packages with which others are installed. */
const TOOLS = new Set(['pip', 'setuptools', 'wheel']);

/**
 * The packages that differ. `lines`: requirements of a lock, with their markers; a line with a marker may be for another platform, so
 * that it need not be installed.
 */
export function comparePackages(
  lines: readonly string[],
  installed: readonly InstalledPackage[],
): readonly PackageDifference[] {
  const found = new Map(installed.map(({ name, version }) => [packageName(name) ?? name, version]));
  const locked = new Map<string, { versions: string[]; isOptional: boolean }>();
  for (const line of lines) {
    const name = packageName(line);
    if (name === null) continue;
    const [, version] = /^[^;]*?===?\s*([^\s;]+)/.exec(line) ?? [];
    const known = locked.get(name) ?? { versions: [], isOptional: true };
    // Of one from a file or git the version is not known.
    if (version !== undefined) known.versions.push(version);
    locked.set(name, { versions: known.versions, isOptional: known.isOptional && line.includes(';') });
  }
  const differing = [...locked].flatMap(([name, { versions, isOptional }]): PackageDifference[] => {
    const version = found.get(name) ?? null;
    const isRight = version === null ? isOptional : versions.length === 0 || versions.includes(version);
    return isRight ? [] : [{ name, locked: versions.join(' or ') || null, installed: version }];
  });
  const extra = [...found].flatMap(([name, version]): PackageDifference[] =>
    locked.has(name) || TOOLS.has(name) ? [] : [{ name, locked: null, installed: version }],
  );
  return [...differing, ...extra].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
