import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { temporaryTruss, useTemporaryHome, writeFiles } from '../../../test/support/temporary-home.ts';
import { openProject } from '../project/open/open-project.ts';
import { pullWeights } from './pull-weights.ts';
import { weightFiles } from './weight-files.ts';

useTemporaryHome();

test('each file is told with where it lies here and where a container has it', async () => {
  const far = temporaryTruss({ 'llama/a.bin': 'a', 'llama/sub/b.bin': 'b' });
  const directory = temporaryTruss({});
  writeFiles(directory, {
    'config.yaml': `weights: [{source: "file://${far}/llama", mount_location: ${far}/models/llama}]\n`,
  });
  const project = await openProject(directory);
  expect(await weightFiles(project)).toEqual([]);
  const signal = AbortSignal.timeout(60_000);
  await pullWeights(project, { frozen: false, offline: true, progress: () => undefined, signal });
  const files = await weightFiles(project);
  expect(files.map(({ bytes, mounted, stored }) => [bytes, mounted, existsSync(stored)])).toEqual([
    [1, join(far, 'models/llama/a.bin'), true],
    [1, join(far, 'models/llama/sub/b.bin'), true],
  ]);
});
