// Whether the values of secrets are those that a composed service was made with: a container keeps what it was started with, and Compose does
// not look at values.
import { createHmac, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { z } from 'zod';

import { writeFileWhole } from '../../system/files/write-file-whole.ts';
import { explainWriteError } from '../../toolchain/home/explain-system-error.ts';

/** What is known of a service: what tells its values from others, and what they are called outside of this file. */
const known = z.record(z.string(), z.object({ salt: z.string(), mark: z.string(), revision: z.string() }));

/** Values of a service: name to value. */
export type SecretValues = Readonly<Record<string, string>>;

/**
 * A revision for each service that has secrets: the one of before where its values are the same, else a new one, which is nothing but
 * chance. What is made of the values stays in the file, which its owner alone may read, beside the values themselves.
 *
 * @throws {TrussError} `FILE_UNWRITABLE`, `DISK_FULL`
 */
export async function secretRevisions(
  path: string,
  services: ReadonlyMap<string, SecretValues>,
): Promise<ReadonlyMap<string, string>> {
  const before = await readKnown(path);
  const now: z.infer<typeof known> = {};
  for (const [name, values] of services) {
    if (Object.keys(values).length === 0) continue;
    const former = before[name];
    const isSame = former !== undefined && former.mark === markOf(values, former.salt);
    now[name] = isSame ? former : newly(values);
  }
  await writeFileWhole(path, JSON.stringify(now), { mode: 0o600 }).catch((error: unknown) => {
    throw explainWriteError(error, path);
  });
  return new Map(Object.entries(now).map(([name, { revision }]) => [name, revision]));
}

/** One that cannot be read is no loss: containers are made anew once. */
async function readKnown(path: string): Promise<z.infer<typeof known>> {
  try {
    return known.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return {};
  }
}

function newly(values: SecretValues): z.infer<typeof known>[string] {
  const [salt, revision] = [randomBytes(32).toString('hex'), randomBytes(4).toString('hex')];
  return { salt, mark: markOf(values, salt), revision };
}

function markOf(values: SecretValues, salt: string): string {
  const pairs = Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHmac('sha256', salt).update(JSON.stringify(pairs)).digest('hex');
}
