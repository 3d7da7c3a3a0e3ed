import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { temporaryTruss } from '../../../../test/support/temporary-home.ts';
import { changeTruss } from '../change/change-truss.ts';
import type { Project } from '../open/open-project.ts';
import { openProject } from '../open/open-project.ts';
import { planConfig } from './plan-config.ts';

const lightgbm = {
  name: null,
  framework: 'lightgbm',
  config: {},
  requirements: [{ name: 'lightgbm', version: '4.7.0', why: 'the framework' }],
  requirementsFile: null,
  pythonVersion: null,
};

/** The config that a truss gets, written where it is read again. */
async function planned(directory: string, existing: Project | null): Promise<Project> {
  await changeTruss(directory, async (change) => {
    const { text } = await planConfig(change, lightgbm, existing);
    await change.write('config.yaml', text);
  });
  return openProject(directory);
}

test('what a wheel needs of the system is written down for images, without a word where it is served', async () => {
  const { config, issues } = await planned(temporaryTruss({}), null);
  expect([config.system_packages, issues]).toEqual([['libgomp1'], []]);
});

test('what was written there stays', async () => {
  const directory = temporaryTruss({});
  await writeFile(join(directory, 'config.yaml'), 'system_packages: [ffmpeg]\n');
  const { config, issues } = await planned(directory, await openProject(directory));
  expect(config.system_packages).toEqual(['ffmpeg', 'libgomp1']);
  expect(issues).toMatchObject([{ code: 'CONFIG_IMAGE_ONLY' }]);
});
