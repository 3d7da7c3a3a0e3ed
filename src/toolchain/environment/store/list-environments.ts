import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { bytesIn } from '../../../system/files/bytes-in.ts';
import { environmentHome, environmentsDirectory, markerPath, readMarker } from './environment-marker.ts';

/** An environment that lies under `TRUSS_HOME`. */
export interface StoredEnvironment {
  /** Its name: `py311-…`. */
  readonly key: string;
  /** The directory of the virtual environment; null where a build was broken off, or is going on. */
  readonly directory: string | null;
  /** `3.11.7`, or null as above. */
  readonly version: string | null;
  /** How many distributions are installed. */
  readonly packages: number;
  /** Of all its files. Where uv links them to its cache, removing the environment frees less. */
  readonly bytes: number;
  /** When a command last used it; null as above. */
  readonly lastUsed: Date | null;
}

/** All environments, the one used last first. Counts their files, which takes a moment. */
export async function listEnvironments(): Promise<readonly StoredEnvironment[]> {
  const entries = await readdir(environmentsDirectory(), { withFileTypes: true }).catch(() => []);
  const keys = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const environments = await Promise.all(keys.map(describe));
  return environments.sort((a, b) => (b.lastUsed?.getTime() ?? 0) - (a.lastUsed?.getTime() ?? 0));
}

async function describe(key: string): Promise<StoredEnvironment> {
  const bytes = await bytesIn(environmentHome(key));
  const marker = await readMarker(key);
  if (marker === null) return { key, directory: null, version: null, packages: 0, bytes, lastUsed: null };
  const directory = join(environmentHome(key), marker.directory);
  const { mtime } = await stat(markerPath(key));
  const minor = marker.version.split('.').slice(0, 2).join('.');
  const installed = await readdir(join(directory, 'lib', `python${minor}`, 'site-packages')).catch(() => []);
  const packages = installed.filter((name) => name.endsWith('.dist-info')).length;
  return { key, directory, version: marker.version, packages, bytes, lastUsed: mtime };
}
