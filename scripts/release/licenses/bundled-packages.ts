// Which packages of others have code in a bundle, by the modules that the bundler put there.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A package whose code is in a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** The SPDX expression of its package.json. */
  readonly license: string;
  /** What has to go with every copy of it. */
  readonly text: string;
}

/** Helpers that the bundler writes into what it makes of CommonJS. */
const BUNDLER = { module: '\0rolldown/runtime.js', package: 'rolldown' } as const;

/**
 * The packages that the modules of a bundle are from, sorted by name and version; none for our own.
 *
 * @param moduleIds as the bundler names them: absolute paths, or names that begin with a zero byte
 * @throws {Error} where a module belongs to no package, or a package does not say its licence
 */
export function bundledPackages(moduleIds: readonly string[], root: string): BundledPackage[] {
  const modulesByPackage = new Map<string, string[]>();
  for (const id of moduleIds) {
    const directory = packageDirectory(id, root);
    if (directory !== root) modulesByPackage.set(directory, [...(modulesByPackage.get(directory) ?? []), id]);
  }
  const packages = [...modulesByPackage].map(([directory, modules]) => readPackage(directory, modules));
  // The same version may lie in several places of node_modules.
  const distinct = new Map(packages.map((each) => [`${each.name}@${each.version}`, each]));
  return [...distinct.values()].sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version));
}

function packageDirectory(id: string, root: string): string {
  if (id === BUNDLER.module) return join(root, 'node_modules', BUNDLER.package);
  const [path = ''] = id.split('?');
  for (let directory = dirname(path); directory !== dirname(directory); directory = dirname(directory)) {
    // A package.json without a name, or with one that is no package's, says how the modules of one folder are written.
    if (directory === root || (existsSync(join(directory, 'package.json')) && isPackage(directory))) return directory;
  }
  throw new Error(`The bundle has a module of no package: ${JSON.stringify(id)}`);
}

/** Parts of a package have a name at times, and no version. */
function isPackage(directory: string): boolean {
  const { name, version } = readManifest(directory);
  return name !== undefined && version !== undefined;
}

function readPackage(directory: string, modules: readonly string[]): BundledPackage {
  const { name = '', version = '', license } = readManifest(directory);
  if (typeof license !== 'string') throw new Error(`${name} ${version} does not say its licence in package.json`);
  const text = licenseFiles(directory) || sourceHeaders(modules);
  if (text === '') {
    throw new Error(`${name} ${version} (${license}) has no file with its licence, and none in its sources`);
  }
  return { name, version, license, text };
}

function readManifest(directory: string): { name?: string; version?: string; license?: unknown } {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as ReturnType<typeof readManifest>;
}

function licenseFiles(directory: string): string {
  return readdirSync(directory)
    .filter((file) => /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i.test(file))
    .sort()
    .map((file) => readFileSync(join(directory, file), 'utf8').trim())
    .join('\n\n');
}

/** The different comments that the modules begin with, where they speak of rights. */
function sourceHeaders(modules: readonly string[]): string {
  const headers = modules.map((path) => /^(?:\/\/.*\n)+|^\/\*[^]*?\*\//.exec(readFileSync(path, 'utf8'))?.[0] ?? '');
  const plain = headers.map((header) => header.replaceAll(/^(?:\/\/|\/\*+| \*+\/?) ?/gm, '').trim());
  return [...new Set(plain)].filter((header) => /copyright/i.test(header)).join('\n\n');
}

function compare(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}
