import { describe, expect, test } from 'vitest';

import type { ConfigEdit } from './edit-config.ts';
import { editConfig } from './edit-config.ts';
import { replaceList } from './edit-list.ts';

const CONFIG = `# The licence of this file
model_name: iris   # a flower
requirements:   # of the model
  - Scikit_Learn==1.5   # the newest that works
  - numpy==1.0; sys_platform == "linux"
  # in between
  - git+https://h/o/y.git
secrets: {}  # none yet
system_packages: [ffmpeg]
`;

/** The lines that an edit took away and those that it brought. */
function difference(...edits: ConfigEdit[]): string {
  const [old, young] = [CONFIG.split('\n'), editConfig(CONFIG, edits).split('\n')];
  const removed = old.filter((line) => !young.includes(line)).map((line) => `-${line}`);
  return [...removed, ...young.filter((line) => !old.includes(line)).map((line) => `+${line}`)].join('\n');
}

describe('an edit leaves all else as it is', () => {
  const add = (item: string): ConfigEdit => ({ op: 'add', field: 'requirements', item });
  const remove = (item: string): ConfigEdit => ({ op: 'remove', field: 'requirements', item });
  test.each<[string, ConfigEdit, string]>([
    [
      'a field',
      { op: 'set', path: ['model_name'], value: 'rose' },
      '-model_name: iris   # a flower\n+model_name: rose   # a flower',
    ],
    ['a field that is so', { op: 'set', path: ['model_name'], value: 'iris' }, ''],
    [
      'an empty value',
      { op: 'set', path: ['secrets', 'key'], value: null },
      '-secrets: {}  # none yet\n+secrets:  # none yet\n+  key: null',
    ],
    ['a new requirement', add('pandas>=2'), '+  - pandas>=2'],
    [
      'one of the same package',
      add('scikit-learn==1.9'),
      '-  - Scikit_Learn==1.5   # the newest that works\n+  - scikit-learn==1.9   # the newest that works',
    ],
    ['one for other platforms', add('numpy==2.0'), '+  - numpy==2.0'],
    ['one that is there', add('git+https://h/o/y.git'), ''],
    ['a requirement away', remove('scikit-learn'), '-  - Scikit_Learn==1.5   # the newest that works'],
    ['an address away', remove('git+https://h/o/y.git'), '-  - git+https://h/o/y.git'],
    [
      'a system package',
      { op: 'add', field: 'system_packages', item: 'git' },
      '-system_packages: [ffmpeg]\n+system_packages: [ffmpeg, git]',
    ],
    [
      'the last system package away',
      { op: 'remove', field: 'system_packages', item: 'ffmpeg' },
      '-system_packages: [ffmpeg]\n+system_packages: []',
    ],
  ])('%s', (_, edit, expected) => {
    expect(difference(edit)).toBe(expected);
  });
});

test('several are made one after another', () => {
  const edits: ConfigEdit[] = [
    { op: 'set', path: ['resources', 'use_gpu'], value: true },
    { op: 'set', path: ['resources', 'cpu'], value: '2' },
  ];
  expect(editConfig('', edits)).toBe('resources:\n  use_gpu: true\n  cpu: "2"\n');
});

test('says what cannot be removed, and what was probably meant', () => {
  const told = (edit: ConfigEdit, text = CONFIG): unknown => {
    try {
      return editConfig(text, [edit]);
    } catch (error) {
      return error;
    }
  };
  expect(told({ op: 'remove', field: 'requirements', item: 'scikit-lern' })).toMatchObject({
    code: 'INPUT_INVALID',
    message: 'The config has no requirement scikit-lern.',
    hint: 'Did you mean scikit-learn?',
  });
  expect(told({ op: 'remove', field: 'system_packages', item: 'curl' })).toMatchObject({ hint: undefined });
  expect(told({ op: 'add', field: 'requirements', item: 'six' }, 'requirements_file: needs.txt\n')).toMatchObject({
    code: 'CONFIG_INVALID',
    message: 'The requirements of this truss are in needs.txt, not in its config.',
    hint: 'Write six into the file.',
  });
});

test('a list that is replaced keeps the lines that stay', () => {
  const items = ['pandas', 'git+https://h/o/y.git', 'scikit-learn==1.9'];
  expect(replaceList(CONFIG, 'requirements', items)).toBe(
    CONFIG.replace('Scikit_Learn==1.5', 'scikit-learn==1.9')
      .replace('  - numpy==1.0; sys_platform == "linux"\n', '')
      .replace('y.git\n', 'y.git\n  - pandas\n'),
  );
  expect(replaceList(CONFIG, 'requirements', [])).toContain(
    'requirements: []   # of the model\n  # in between\nsecrets',
  );
});
