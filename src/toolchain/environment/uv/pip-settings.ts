// Where pip has been told to look for packages: uv reads none of it, and a model's packages came from there.
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import type { PipConfig } from '../../../core/requirements/pip-config.ts';
import { merged, parsePipConfig } from '../../../core/requirements/pip-config.ts';
import { launchingPython } from '../python/python-places.ts';

/** An option of pip, what uv calls it, and the variables with which the user has told uv already. */
interface Shared {
  readonly option: string;
  readonly variable: string;
  readonly told: readonly string[];
  /** What stands between several values. */
  readonly separator?: string;
}

const SHARED: readonly Shared[] = [
  { option: 'index-url', variable: 'UV_DEFAULT_INDEX', told: ['UV_DEFAULT_INDEX', 'UV_INDEX_URL'] },
  { option: 'extra-index-url', variable: 'UV_INDEX', told: ['UV_INDEX', 'UV_EXTRA_INDEX_URL'] },
  { option: 'find-links', variable: 'UV_FIND_LINKS', told: ['UV_FIND_LINKS'], separator: ',' },
  { option: 'no-index', variable: 'UV_NO_INDEX', told: ['UV_NO_INDEX'] },
  { option: 'trusted-host', variable: 'UV_INSECURE_HOST', told: ['UV_INSECURE_HOST'] },
  { option: 'cert', variable: 'SSL_CERT_FILE', told: ['SSL_CERT_FILE'] },
];

/** What in a uv.toml says where packages come from. Whoever wrote that means it for uv. */
const INDEX_OF_UV = /^\s*(?:\[\[index\]\]|(?:extra-)?index-url\b|index\s*=|find-links\b|no-index\b)/m;

/**
 * The variables that tell uv what pip has been told by `PIP_*` variables and its files. What the user has told uv itself stays.
 * `cwd`: where uv looks for the user's uv.toml.
 */
export async function pipSettings(cwd: string): Promise<Readonly<Record<string, string>>> {
  if (await hasIndexOfUv(cwd)) return {};
  const files = await readPipConfigs();
  const found: Record<string, string> = {};
  for (const { option, variable, told, separator = ' ' } of SHARED) {
    const value = process.env[`PIP_${option.replaceAll('-', '_').toUpperCase()}`] ?? files.get(option) ?? '';
    const isTold = told.some((name) => (process.env[name] ?? '') !== '');
    const values = await usable(option, value);
    if (!isTold && values.length > 0) found[variable] = values.join(separator);
  }
  return found;
}

/** The files of pip that are there, the last of which counts. */
export async function pipConfigFiles(): Promise<readonly string[]> {
  const { PIP_CONFIG_FILE, VIRTUAL_ENV, XDG_CONFIG_HOME } = process.env;
  // As pip does where somebody wants none of them to count.
  if (PIP_CONFIG_FILE === '/dev/null') return [];
  const home = homedir();
  const launching = launchingPython();
  const places = [
    '/etc/xdg/pip/pip.conf',
    '/Library/Application Support/pip/pip.conf',
    '/etc/pip.conf',
    join(home, '.pip', 'pip.conf'),
    join(home, 'Library', 'Application Support', 'pip', 'pip.conf'),
    join(XDG_CONFIG_HOME || join(home, '.config'), 'pip', 'pip.conf'),
    ...(launching === null ? [] : [join(dirname(dirname(launching)), 'pip.conf')]),
    ...(VIRTUAL_ENV ? [join(VIRTUAL_ENV, 'pip.conf')] : []),
    ...(PIP_CONFIG_FILE ? [resolve(PIP_CONFIG_FILE)] : []),
  ];
  const isThere = await Promise.all(places.map(exists));
  return places.filter((_, index) => isThere[index]);
}

async function readPipConfigs(): Promise<PipConfig> {
  const texts = await Promise.all((await pipConfigFiles()).map((path) => readFile(path, 'utf8').catch(() => '')));
  return merged(texts.map(parsePipConfig));
}

/** The values of an option that uv can do something with: it refuses directories and files that are not there, and pip does not. */
async function usable(option: string, value: string): Promise<readonly string[]> {
  const values = value.split(/\s+/).filter((each) => each !== '');
  if (option === 'no-index') return values.filter((each) => /^(?:1|true|yes|on)$/i.test(each)).map(() => '1');
  if (option !== 'find-links' && option !== 'cert') return values;
  const isThere = await Promise.all(values.map(async (each) => /^\w+:\/\//.test(each) || exists(each)));
  return values.filter((_, index) => isThere[index]);
}

async function hasIndexOfUv(cwd: string): Promise<boolean> {
  const { UV_CONFIG_FILE, XDG_CONFIG_HOME } = process.env;
  const places = [
    join(cwd, 'uv.toml'),
    join(XDG_CONFIG_HOME || join(homedir(), '.config'), 'uv', 'uv.toml'),
    '/etc/uv/uv.toml',
    ...(UV_CONFIG_FILE ? [resolve(UV_CONFIG_FILE)] : []),
  ];
  const texts = await Promise.all(places.map((path) => readFile(path, 'utf8').catch(() => '')));
  return texts.some((text) => INDEX_OF_UV.test(text));
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
