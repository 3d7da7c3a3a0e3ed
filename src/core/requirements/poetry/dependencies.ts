// The packages of Poetry's own tables (`[tool.poetry.dependencies]`), as lines of pip.
import { parsePoetryConstraint } from './constraint.ts';

/** A table of TOML. */
export type Table = Readonly<Record<string, unknown>>;

/** What Poetry's tables ask for. */
export interface PoetryDependencies {
  /** The packages, by the name as it is written, and the indexes that they come from. */
  readonly lines: readonly { readonly key: string; readonly text: string }[];
  /** The Python that it needs, as PEP 440 says it: each is one of several ways; none where it does not matter. */
  readonly python: readonly string[];
  /** What pip has no way to say, one sentence each. */
  readonly problems: readonly string[];
}

/** Reads `[tool.poetry]`. Packages that are optional are left out, as Poetry does unless an extra asks for them. */
export function poetryDependencies(poetry: Table): PoetryDependencies {
  const { python, ...packages } = asTable(poetry['dependencies']);
  const problems: string[] = [];
  const lines = sourcesOf(poetry);
  for (const [key, value] of Object.entries(packages)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      const table: Table = typeof each === 'string' ? { version: each } : asTable(each);
      if (table['optional'] === true) continue;
      const text = toLine(key, table);
      if (text === null) problems.push(`pip has no way to say ${key} = ${JSON.stringify(each)}`);
      else lines.push({ key, text });
    }
  }
  return { lines, python: pythonOf(python), problems };
}

function pythonOf(written: unknown): readonly string[] {
  const alternatives = typeof written === 'string' ? (parsePoetryConstraint(written) ?? []) : [];
  const shown = alternatives.map((each) => each.join(','));
  return shown.includes('') ? [] : shown;
}

function sourcesOf(poetry: Table): { key: string; text: string }[] {
  const sources = Array.isArray(poetry['source']) ? poetry['source'].map(asTable) : [];
  return sources.flatMap(({ url }) =>
    typeof url === 'string' ? [{ key: url, text: `--extra-index-url ${url}` }] : [],
  );
}

function toLine(key: string, table: Table): string | null {
  const extras = Array.isArray(table['extras']) && table['extras'].length > 0 ? `[${table['extras'].join(',')}]` : '';
  const where = whereOf(table);
  const what = whatOf(table);
  if (where === null || what === null) return null;
  const marker = where === '' ? '' : ` ; ${where}`;
  return `${key}${extras}${what}${marker}`;
}

/** What follows the name: the versions, or an address. */
function whatOf(table: Table): string | null {
  const { git, url, path, version = '*' } = table;
  if (typeof git === 'string') return ` @ ${gitAddress(git, table)}`;
  if (typeof url === 'string') return ` @ ${url}`;
  if (typeof path === 'string') return ` @ ${path}`;
  const alternatives = typeof version === 'string' ? parsePoetryConstraint(version) : null;
  return alternatives?.length === 1 ? (alternatives[0] ?? []).join(',') : null;
}

function gitAddress(git: string, { branch, tag, rev, subdirectory }: Table): string {
  const address = git.replace(/^([\w.-]+@[\w.-]+):(?!\/)/, 'ssh://$1/');
  const ref = [rev, tag, branch].find((each) => typeof each === 'string');
  const below = typeof subdirectory === 'string' ? `#subdirectory=${subdirectory}` : '';
  return `git+${address}${typeof ref === 'string' ? `@${ref}` : ''}${below}`;
}

/** The marker of PEP 508; null where Poetry's cannot be read. */
function whereOf({ markers, platform, python }: Table): string | null {
  const onPython = typeof python === 'string' ? pythonMarker(python) : '';
  if (onPython === null) return null;
  const parts = [
    typeof markers === 'string' ? markers : '',
    typeof platform === 'string' ? `sys_platform == '${platform}'` : '',
    onPython,
  ].filter(Boolean);
  return parts.length === 1 ? (parts[0] ?? '') : parts.map((part) => `(${part})`).join(' and ');
}

function pythonMarker(python: string): string | null {
  const alternatives = parsePoetryConstraint(python);
  if (alternatives === null) return null;
  const shown = alternatives.map((constraints) => constraints.join(',').split(',').filter(Boolean).map(asMarker));
  return shown.some((each) => each.length === 0) ? '' : shown.map((each) => each.join(' and ')).join(' or ');
}

function asMarker(constraint: string): string {
  const [, operator = '', version = ''] = /^([<>=!~]+)(.*)$/.exec(constraint) ?? [];
  const variable = version.split('.').length > 2 && !version.endsWith('*') ? 'python_full_version' : 'python_version';
  return `${variable} ${operator} '${version}'`;
}

/** A value as a table, which is empty where it is none. */
export function asTable(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
