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
async function planned(directory: string, existing: Project | null, signature?: unknown): Promise<Project> {
  const decided = signature === undefined ? lightgbm : { ...lightgbm, config: { signature } };
  await changeTruss(directory, async (change) => {
    const { text } = await planConfig(change, decided, existing);
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

test('what somebody has written of columns and classes stays where the new model says nothing of it', async () => {
  const tensor = { datatype: 'FP64', shape: [-1, 2] } as const;
  const signature = {
    inputs: [{ name: 'inputs', ...tensor, columns: [{ minimum: 0, maximum: 3 }, {}] }],
    outputs: [{ name: 'probabilities', ...tensor }],
  };
  const directory = temporaryTruss({
    'config.yaml': [
      'signature:',
      '  inputs:',
      '    - {name: inputs, datatype: FP64, shape: [-1, 2], columns: [{name: length, minimum: 1}, {name: width}]}',
      '  outputs:',
      '    - {name: probabilities, datatype: FP64, shape: [-1, 2], classes: [short, long]}',
    ].join('\n'),
  });
  const renewed = await planned(directory, await openProject(directory), signature);
  expect(renewed.config.signature).toMatchObject({
    inputs: [{ columns: [{ name: 'length', minimum: 0, maximum: 3 }, { name: 'width' }] }],
    outputs: [{ classes: ['short', 'long'] }],
  });
  const other = { ...signature, inputs: [{ ...signature.inputs[0], shape: [-1, 3], columns: undefined }] };
  const grown = await planned(directory, await openProject(directory), other);
  expect(grown.config.signature?.inputs[0]?.columns).toBeUndefined();
});
