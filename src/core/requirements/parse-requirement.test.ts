import { describe, expect, test } from 'vitest';

import { redactCredentials, withoutCredentials } from './credentials.ts';
import { parseRequirement } from './parse-requirement.ts';

const anyVersion = { kind: 'package', extras: [], specifier: '', url: null, marker: null };

describe('packages', () => {
  test.each([
    ['numpy', { name: 'numpy' }],
    ['  Scikit_Learn == 1.5.2  # a comment', { name: 'scikit-learn', specifier: '==1.5.2' }],
    ['torch==2.9+cpu', { name: 'torch', specifier: '==2.9+cpu' }],
    ['torch==2.9.*', { name: 'torch', specifier: '==2.9.*' }],
    ['numpy>=1.21, <2', { name: 'numpy', specifier: '>=1.21,<2' }],
    ['numpy (>=1.21,<2)', { name: 'numpy', specifier: '>=1.21,<2' }],
    ['x===weird_version', { name: 'x', specifier: '===weird_version' }],
    ['x~=1!2.0rc1', { name: 'x', specifier: '~=1!2.0rc1' }],
    ['uvicorn[standard, watch]>=0.20', { name: 'uvicorn', extras: ['standard', 'watch'], specifier: '>=0.20' }],
    [
      'numpy<2; python_version < "3.12" and sys_platform == "linux"',
      { name: 'numpy', specifier: '<2', marker: 'python_version < "3.12" and sys_platform == "linux"' },
    ],
    ['y @ git+https://h/o/y.git@main#egg=y', { name: 'y', url: 'git+https://h/o/y.git@main#egg=y' }],
    [
      'y @ https://h/y-1.0-py3-none-any.whl ; os_name == "posix"',
      { name: 'y', url: 'https://h/y-1.0-py3-none-any.whl', marker: 'os_name == "posix"' },
    ],
    ['numpy==1.0 --hash=sha256:aa --hash=sha256:bb', { name: 'numpy', specifier: '==1.0' }],
    ['numpy==1.0 \\\n    --hash=sha256:aa', { name: 'numpy', specifier: '==1.0' }],
  ])('%s', (line, expected) => {
    expect(parseRequirement(line)).toEqual({ ...anyVersion, ...expected });
  });
});

describe('everything else', () => {
  test.each([
    ['', { kind: 'nothing' }],
    ['   # only a comment', { kind: 'nothing' }],
    ['-r other.txt', { kind: 'option', option: '-r', value: 'other.txt' }],
    ['--extra-index-url=https://h/simple', { kind: 'option', option: '--extra-index-url', value: 'https://h/simple' }],
    ['--pre', { kind: 'option', option: '--pre', value: '' }],
    ['-e ./mine', { kind: 'direct', target: './mine' }],
    ['git+https://h/o/y.git@main#egg=y', { kind: 'direct', target: 'git+https://h/o/y.git@main#egg=y' }],
    ['./wheels/y-1.0-py3-none-any.whl', { kind: 'direct', target: './wheels/y-1.0-py3-none-any.whl' }],
    ['y-1.0.tar.gz', { kind: 'direct', target: 'y-1.0.tar.gz' }],
  ])('%s', (line, expected) => {
    expect(parseRequirement(line)).toEqual(expected);
  });
});

test('says what is wrong with a line', () => {
  const lines = [
    'numpy=1.0',
    'numpy 1.0',
    'numpy==',
    'numpy>1 <2',
    'numpy>=1,',
    '!x',
    '--frobnicate',
    'y @',
    'a b c',
    'a==1 --index-url https://h/w',
    'a -i=https://h',
    'a --pre',
  ];
  const told = lines.map((line) => {
    const read = parseRequirement(line);
    return read.kind === 'invalid' ? `${read.message} | ${read.hint ?? ''}` : read.kind;
  });
  expect(told).toMatchInlineSnapshot(`
    [
      "=1.0 in numpy=1.0 is no version constraint | Write numpy==1.0.",
      "1.0 in numpy 1.0 is no version constraint | Write numpy==1.0.",
      "numpy== has no version after == | Write numpy==1.0, or numpy.",
      ">1 <2 in numpy>1 <2 is no version constraint | Write numpy>1,<2.",
      "numpy>=1, has a comma too many | Write numpy>=1.0,<2.",
      "!x does not begin with the name of a package | ",
      "--frobnicate is no option of a requirements file | ",
      "y @ has no address after @ | ",
      "b c in a b c is no version constraint | Write a>=1.0,<2.",
      "--index-url stands behind a requirement, where it means nothing | Write it in a line of its own: --index-url https://h/w",
      "-i stands behind a requirement, where it means nothing | Write it in a line of its own: -i https://h",
      "--pre stands behind a requirement, where it means nothing | Write it in a line of its own: --pre",
    ]
  `);
});

describe('a line without end', () => {
  // Were a pattern tried from each place to the end, this would take hours.
  const MANY = 2_000_000;

  test.each([
    ['letters', 'a'.repeat(MANY)],
    ['spaces', `a${' '.repeat(MANY)}x`],
    ['backslashes', `a${' \\'.repeat(MANY / 2)}x`],
    ['options', 'a --ha'.repeat(MANY / 6)],
    ['addresses', 'a+https://'.repeat(MANY / 10)],
    ['directories', `a @ file:///${'/work/dist/'.repeat(MANY / 11)} x`],
    ['builds', `a=1${'=_1'.repeat(MANY / 3)} `.repeat(2)],
  ])('of %s is refused, or has nothing in it', (_, line) => {
    const read = parseRequirement(line);
    expect(read).toMatchObject({ kind: 'invalid', message: expect.stringMatching(/… is \d+ characters long/) });
    expect(redactCredentials(line)).toBe(line);
    expect(withoutCredentials(line)).toBe(line);
  });

  test('of hashes is a requirement like any other', () => {
    const hashes = ' --hash=sha256:aa'.repeat(10_000);
    expect(parseRequirement(`numpy==1.0${hashes}`)).toMatchObject({ kind: 'package', specifier: '==1.0' });
  });
});
