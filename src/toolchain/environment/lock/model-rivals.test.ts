import { expect, test } from 'vitest';

import { temporaryTruss } from '../../../../test/support/temporary-home.ts';
import { openProject } from '../../project/open/open-project.ts';
import { modelRivals } from './model-rivals.ts';

const needed = [
  { name: 'scikit-learn', version: '1.9.1', why: 'the framework' },
  { name: 'NumPy', version: '2.4.6', why: 'scikit-learn needs it' },
  { name: 'torch', version: '2.9.0+cpu', why: 'the model is made of it' },
  { name: 'mine', version: '1.0', address: 'git+https://h/o/r@c0ffee', why: 'the model is made of it' },
];

async function told(requirements: string, lock: readonly string[] | null): Promise<readonly string[]> {
  const directory = temporaryTruss({
    'config.yaml': 'requirements_file: requirements.txt\n',
    'requirements.txt': requirements,
  });
  const text = lock === null ? null : lock.map((line) => `${line} \\\n    --hash=sha256:00\n`).join('');
  const issues = await modelRivals(await openProject(directory), text, needed);
  return issues.map(({ file = '', line, message, hint }) =>
    [file.replace(`${directory}/`, ''), ...(line === undefined ? [] : [line]), message, hint].join(' | '),
  );
}

const RIGHT = ['torch==2.9.0', 'mine @ git+https://h/o/r@c0ffee', 'numpy==2.4.6'];

test('what a lock brings at other versions, or not at all, is told with both', async () => {
  expect(await told('six\nscikit-learn<1.6\n', ['scikit-learn==1.5.2', ...RIGHT])).toEqual([
    'requirements.txt | 2 | The requirements bring scikit-learn 1.5.2, and the model was made with 1.9.1 | Write scikit-learn==1.9.1 there, or make the model anew with 1.5.2',
  ]);
  expect(await told('six\n', RIGHT.slice(0, 1))).toEqual([
    'requirements.txt | The requirements do not bring what the model was made with: scikit-learn==1.9.1, NumPy==2.4.6, mine @ git+https://h/o/r@c0ffee | Add it to them',
  ]);
});

test('nothing is told of versions that fit, also on some platforms only, and of what came from an address', async () => {
  const lines = ["scikit-learn==1.9.1 ; python_version >= '3.11'", "scikit-learn==1.6 ; python_version < '3.11'"];
  expect(await told('scikit-learn\n', [...lines, ...RIGHT])).toEqual([]);
  expect(await told('scikit-learn\n', ['scikit-learn==1.9.1', 'torch @ https://h/t.whl', ...RIGHT.slice(1)])).toEqual(
    [],
  );
});

test('without a lock what the lines pin is compared', async () => {
  expect(await told('numpy\nscikit-learn==1.0  # old\ntorch>=2\n', null)).toEqual([
    'requirements.txt | 2 | The requirements bring scikit-learn 1.0, and the model was made with 1.9.1 | Write scikit-learn==1.9.1 there, or make the model anew with 1.0',
  ]);
});
