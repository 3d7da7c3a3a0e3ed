import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { findEngine } from '../../toolchain/docker/find-engine.ts';
import { explainReadError } from '../../toolchain/home/explain-system-error.ts';
import { verifyImage } from '../../toolchain/image/verify-image.ts';
import { LOCK_FILE } from '../../toolchain/project/files/truss-files.ts';
import { defineCommand } from '../definition/define-command.ts';
import { requiredText, text } from '../definition/define-options.ts';
import { renderTable } from '../output/table.ts';

export const imageVerifyCommand = defineCommand({
  description:
    'Compares the Python packages that are installed in an image, or in a running container, with the lock: that of the image, or of a truss here. Ends with 1 where they differ.',
  examples: [
    { command: 'truss image verify iris-rfc', about: 'whether the image has what its lock says' },
    { command: 'truss image verify iris-rfc --truss iris_rfc', about: 'whether it has what the truss here says' },
  ],
  arguments: { image: requiredText('the name or id of an image, or of a running container') },
  options: { truss: text('--truss <directory>', 'compare with the requirements.lock of this truss') },
  json: '{"kind": "image" | "container", "packages": number, "differences": [{"name", "locked": version | null, "installed": version | null}]}',
  async run({ arguments: given, options, output, signal }) {
    const lockText = options.truss === null ? null : await readLock(options.truss);
    const verified = await verifyImage(await findEngine(signal), given.image, { lockText, signal });
    const { packages, differences } = verified;
    output.answer(verified, (styles) => {
      if (differences.length === 0) return `${styles.success('✔')} ${packages} packages, all as the lock has them`;
      const rows = differences.map(({ name, locked, installed }) => [name, locked ?? '', installed ?? '']);
      return [
        `${styles.error('✖')} ${differences.length} of ${packages} packages are not as the lock has them`,
        renderTable([['package', 'locked', 'installed'], ...rows]),
      ].join('\n');
    });
    return differences.length === 0 ? undefined : 'failed';
  },
});

async function readLock(directory: string): Promise<string> {
  const path = join(directory, LOCK_FILE);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw explainReadError(error, path);
  }
}
