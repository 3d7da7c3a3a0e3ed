import { expect, test } from 'vitest';

import { temporaryTruss } from '../../../test/support/temporary-home.ts';
import type { Issue } from '../../core/errors/issue.ts';
import type { Whereabouts } from './open-truss.ts';
import { openTruss } from './open-truss.ts';

const CONFIG = 'system_packages: [ffmpeg]\nbuild_commands: ["true"]\nbuild: {arguments: {a: b}}\nunknown: 1\n';

async function told(where?: Whereabouts): Promise<string[]> {
  const directory = temporaryTruss({ 'config.yaml': CONFIG, 'model/model.py': 'class Model: ...\n' });
  const issues: Issue[] = [];
  await openTruss(directory, (found) => void issues.push(...found), where);
  return issues.map(({ path }) => path).sort();
}

test('what is for images is doubtful where no image is made', async () => {
  expect(await told()).toEqual(['build.arguments', 'build_commands', 'system_packages', 'unknown']);
  expect(await told('image')).toEqual(['build.arguments', 'unknown']);
});
