import { join } from 'node:path';

import { nearest } from '../../core/config/nearest.ts';
import { removeIn, setIn } from '../../core/config/yaml/edit.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { writeFileWhole } from '../../system/files/write-file-whole.ts';
import { explainWriteError } from '../home/explain-system-error.ts';
import { trussHome } from '../home/truss-home.ts';
import { withClaim } from '../home/with-claim.ts';
import type { LocalStore } from './local-store.ts';
import { localStorePath, readLocalStore } from './local-store.ts';
import { requireSecretName } from './secret-name.ts';

/** For the owner alone. */
const STORE_MODE = 0o600;

/**
 * Keeps a secret in the local store, in place of an older one of that name. Whatever else is in the file stays as it is.
 *
 * @returns Whether there was an older one.
 * @throws {TrussError} `SECRET_NAME_INVALID`, `SECRET_STORE_INVALID`, `SECRET_STORE_EXPOSED`, `FILE_UNWRITABLE`, `DISK_FULL`.
 */
export async function setSecret(name: string, value: string): Promise<boolean> {
  requireSecretName(name);
  return editLocalStore(({ text, secrets }) => ({
    text: setIn(text, ['secrets', name], value),
    result: secrets.has(name),
  }));
}

/**
 * Removes secrets from the local store: all that are named, or none.
 *
 * @throws {TrussError} `SECRET_NOT_FOUND`, and what `setSecret` throws.
 */
export async function removeSecrets(names: readonly string[]): Promise<void> {
  return editLocalStore(({ text, secrets }) => {
    const missing = names.find((name) => !secrets.has(name));
    if (missing !== undefined) throw notFound(missing, secrets.keys());
    return { text: names.reduce((left, name) => removeIn(left, ['secrets', name]), text), result: undefined };
  });
}

/** Of two commands that edit the store, one waits, so that nothing of the other is lost. */
async function editLocalStore<T>(
  edit: (store: LocalStore) => { readonly text: string; readonly result: T },
): Promise<T> {
  const claim = join(trussHome(), 'cache', 'claims', 'secrets');
  return withClaim(claim, { what: 'the store of secrets' }, async () => {
    const { text, result } = edit(await readLocalStore());
    try {
      await writeFileWhole(localStorePath(), text, { mode: STORE_MODE });
    } catch (error) {
      throw explainWriteError(error, localStorePath());
    }
    return result;
  });
}

function notFound(name: string, names: Iterable<string>): TrussError {
  const near = nearest(name, names);
  return new TrussError('SECRET_NOT_FOUND', {
    message: `There is no secret ${name} in ${localStorePath()}.`,
    hint: near === undefined ? '`truss secret list` shows those that are there.' : `Did you mean ${near}?`,
  });
}
