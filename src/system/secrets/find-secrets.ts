// The values of secrets, as every process that runs a model finds them: on a developer's machine, and in a container.
import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Config } from '../../core/config/config.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { isMissing } from '../system-error.ts';

/** Where a container finds its secrets, one file each. */
const MOUNTED_AT = '/secrets';

/** The beginning of the environment variables that hold a secret; its name follows. */
const SECRET_VARIABLE = 'TRUSS_SECRET_';

/** Where values may come from, beside the config. */
export interface SecretSources {
  /** The directory of the mounted files. Default: `/secrets`. */
  readonly mountedAt?: string;
  readonly variables: NodeJS.ProcessEnv;
  /** What is kept on a developer's machine. Default: nothing. */
  readonly stored?: ReadonlyMap<string, string>;
}

/**
 * The values of the secrets that a config declares, and of no others: a mounted file wins over the environment variable
 * `TRUSS_SECRET_<name>`, that over what is stored, that over the default in the config. A secret that is nowhere is left out.
 *
 * @throws {TrussError} `SECRET_UNREADABLE`.
 */
export async function findSecrets(
  { secrets }: Pick<Config, 'secrets'>,
  { mountedAt = MOUNTED_AT, variables, stored }: SecretSources,
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, byDefault] of Object.entries(secrets)) {
    const given = (await readMounted(mountedAt, name)) ?? variables[SECRET_VARIABLE + name];
    const value = given ?? stored?.get(name) ?? byDefault;
    if (value !== null) found[name] = value;
  }
  return found;
}

/** The whole content of a mounted file: a line feed at its end is part of the secret, as it was in 2022. */
async function readMounted(directory: string, name: string): Promise<string | undefined> {
  const path = join(directory, name);
  const bytes = await readFile(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw new TrussError('SECRET_UNREADABLE', {
      message: `The secret ${name} is mounted at ${path}, which cannot be read.`,
      hint: 'Give the file to the user that runs the model.',
      cause: error,
    });
  });
  if (bytes === undefined || isUtf8(bytes)) return bytes?.toString('utf8');
  throw new TrussError('SECRET_UNREADABLE', {
    message: `The secret ${name} is mounted at ${path}, which is not UTF-8 text.`,
    hint: 'A secret is text: mount it in base64, and decode it in the model.',
  });
}
