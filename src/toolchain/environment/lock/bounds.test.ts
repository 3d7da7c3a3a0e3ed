// Old pins, and what they bring along: the index itself tells of its times.
import { expect, test } from 'vitest';

import { temporaryTruss, useTemporaryHome } from '../../../../test/support/temporary-home.ts';
import { openProject } from '../../project/open/open-project.ts';
import { lockPins } from '../lock-file/lock-pins.ts';
import { loosened, NO_BOUNDS } from './bounds.ts';
import type { LockOptions, ProjectLock } from './lock-project.ts';
import { lockProject } from './lock-project.ts';

useTemporaryHome();

async function lock(
  lines: string,
  options: LockOptions = {},
  files: Record<string, string> = {},
): Promise<ProjectLock> {
  const config = `python_version: py311\nrequirements: [${lines}]\n`;
  return lockProject(await openProject(temporaryTruss({ 'config.yaml': config, ...files })), options);
}

test('pins of a time bring along what there was in that time', async () => {
  const { text } = await lock('pandas==1.5.3');
  expect(Object.fromEntries(lockPins(text))).toMatchObject({ numpy: '1.26.1', pytz: '2023.3.post1' });
  expect(text).toContain('# as of: 2023-10-25, by the age of the requirements and of this Python\n');
  expect(text).not.toContain('bounds.txt');
});

test('beside what is not pinned they get the numpy that they were built for, and all else is of today', async () => {
  const { text } = await lock('pandas==1.5.3, packaging');
  expect(Object.fromEntries(lockPins(text))).toMatchObject({ numpy: '1.26.4' });
  expect(text).not.toMatch(/# as of|bounds\.txt/);
});

test('a numpy that is asked for is taken', async () => {
  expect(Object.fromEntries(lockPins((await lock('pandas==1.5.3, numpy>=2')).text)).numpy).toMatch(/^2\./);
});

test('bounds are given up one after the other', () => {
  const both = { asOf: new Date(0), constraints: ['numpy<2'] };
  expect(loosened(both)).toEqual({ asOf: null, constraints: ['numpy<2'] });
  expect(loosened({ ...both, asOf: null })).toEqual(NO_BOUNDS);
  expect(loosened(NO_BOUNDS)).toBeNull();
});

test('a bound that leaves nothing is none: what the requirements say themselves counts', async () => {
  // Of the two, one was built before numpy 2, and the other asks for it.
  const { text } = await lock('opencv-python-headless==4.8.0.76, jax==0.8.0');
  expect(lockPins(text).get('numpy')).toMatch(/^2\./);
});

test('the versions that a model was made with count, and newer ones that are asked for', async () => {
  const seed = [{ name: 'pytz', version: '2024.1' }];
  expect(Object.fromEntries(lockPins((await lock('pandas==1.5.3', { seed })).text))).toMatchObject({ pytz: '2024.1' });
  const { text } = await lock('pandas==1.5.3', { upgrade: 'all' });
  expect(text).not.toContain('# as of');
});

test('pkg_resources is a part of setuptools that later versions are without', async () => {
  const { text } = await lock('six', {}, { 'model/model.py': 'import pkg_resources\n' });
  expect(lockPins(text).get('setuptools')).toMatch(/^80\./);
});
