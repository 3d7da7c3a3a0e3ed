import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Config } from '../../core/config/config.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { isMissing } from '../../system/system-error.ts';
import { readLocalStore } from './local-store.ts';

/** Where a container finds its secrets, one file each. */
const MOUNTED_AT = '/secrets';

/**
 * The values of the secrets that a config declares, and of no others: a mounted file wins over the environment variable
 * `TRUSS_SECRET_<name>`, that over the local store, that over the default in the config. A secret that is nowhere is left out.
 *
 * `mountedAt`: the directory of the mounted files, `/secrets` where not given.
 *
 * @throws {TrussError} `SECRET_STORE_INVALID`, `SECRET_STORE_EXPOSED`, `SECRET_UNREADABLE`.
 */
export async function resolveSecrets(
  { secrets }: Pick<Config, 'secrets'>,
  mountedAt: string = MOUNTED_AT,
): Promise<Record<string, string>> {
  const declared = Object.entries(secrets);
  if (declared.length === 0) {
    return {};
  }
  const { secrets: store } = await readLocalStore();
  const resolved: Record<string, string> = {};
  for (const [name, byDefault] of declared) {
    const value =
      (await readMounted(mountedAt, name)) ?? process.env[`TRUSS_SECRET_${name}`] ?? store.get(name) ?? byDefault;
    if (value !== null) {
      resolved[name] = value;
    }
  }
  return resolved;
}

/** The whole content of a mounted file: a line feed at its end is part of the secret, as it was in 2022. */
async function readMounted(directory: string, name: string): Promise<string | undefined> {
  const path = join(directory, name);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw new TrussError('SECRET_UNREADABLE', {
      message: `The secret ${name} is mounted at ${path}, which cannot be read.`,
      hint: 'Give the file to the user that runs the model.',
      cause: error,
    });
  }
}
