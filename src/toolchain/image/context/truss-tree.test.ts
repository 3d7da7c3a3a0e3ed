// Which files of a truss go into its image: those that the model finds here, but for what `.truss_ignore` names, as git reads it.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { temporaryTruss, writeFiles } from '../../../../test/support/temporary-home.ts';
import { readTree } from './truss-tree.ts';

const pathsOf = async (root: string): Promise<readonly string[]> =>
  (await readTree(root)).map(({ kind, path }) => (kind === 'directory' ? `${path}/` : path));

test('names are taken as they are, and modes as far as a file can be run', async () => {
  const names = [
    ' lead',
    '-rf',
    '...',
    'a\nRUN b',
    'quote"\\x',
    'spa ce  two',
    'trail ',
    'ünï 🎉',
    '*?[a]',
    '#hash',
    '!bang',
  ];
  const root = temporaryTruss(Object.fromEntries(names.map((name) => [`data/${name}`, name])));
  chmodSync(join(root, 'data/-rf'), 0o700);
  const files = await readTree(root);
  const found = new Set(files.map(({ path }) => path));
  expect(found).toEqual(new Set(names.map((name) => `data/${name}`)));
  expect(files.filter(({ isExecutable }) => isExecutable).map(({ path }) => path)).toEqual(['data/-rf']);
});

test('a directory without files is one in the image, too; one that is ignored is not', async () => {
  const root = temporaryTruss({
    'data/kept/.gitkeep': '',
    'data/full/a': '',
    'logs/a.log': '',
    '.truss_ignore': '*.log\nold\n',
  });
  mkdirSync(join(root, 'data/empty/below'), { recursive: true });
  mkdirSync(join(root, 'old'));
  writeFiles(root, { 'venv/pyvenv.cfg': '', 'model/__pycache__/a.pyc': '' });
  expect(await pathsOf(root)).toEqual(['data/empty/below/', 'data/full/a', 'data/kept/', 'logs/', 'model/']);
});

test('links are followed, but for those that lead nowhere, back, or in a circle', async () => {
  const outside = temporaryTruss({ 'far.txt': 'far' });
  const root = temporaryTruss({ 'data/a/one.txt': '1' });
  const links = {
    file: 'a/one.txt',
    far: join(outside, 'far.txt'),
    dir: 'a',
    back: '..',
    gone: 'nowhere',
    circle: 'circle',
  };
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(root, 'data', name));
  expect(await pathsOf(root)).toEqual(['data/a/one.txt', 'data/dir/one.txt', 'data/far', 'data/file']);
});

test.runIf(process.platform === 'linux')(
  'a name that is no text is an error, since the container alone would miss it',
  async () => {
    const root = temporaryTruss({ 'data/a': '' });
    writeFileSync(Buffer.concat([Buffer.from(`${root}/data/caf`), Buffer.from([0xe9])]), '');
    await expect(readTree(root)).rejects.toMatchObject({ code: 'IMAGE_UNSUPPORTED' });
  },
);

test('what may hold secrets stays out, but for what is named', async () => {
  const root = temporaryTruss({ '.env': '', 'model/.env.prod': '', '.cache/a': '', '.git/config': '', a: '' });
  const kept = async (rules: string): Promise<readonly string[]> => {
    writeFiles(root, { '.truss_ignore': rules });
    return pathsOf(root);
  };
  expect(await kept('')).toEqual(['a', 'model/']);
  expect(await kept('!*\n!**\n!.env*\n')).toEqual(['a', 'model/']);
  expect(await kept('!.env.prod\n!.cache/\n')).toEqual(['.cache/a', 'a', 'model/.env.prod']);
});

const NAMES = ['a', 'b', 'A.CSV', 'a.csv', 'x.bin', 'foo', 'bar', 'a b'] as const;
const PIECES = [
  'a',
  'b',
  'foo',
  '*',
  '**',
  '?',
  '*.csv',
  'A*',
  '[ab]',
  '[!a]',
  '[a-c]*',
  'x.bin',
  String.raw`a\ b`,
  'a b',
  'ba?',
];
const pattern = fc
  .tuple(
    fc.constantFrom('', '', '', '!'),
    fc.constantFrom('', '', '/'),
    fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', '', '/', ' ', '/**'),
  )
  .map(([not, start, parts, end]) => not + start + parts.join('/') + end);

test('.truss_ignore means what git takes it for', async () => {
  const root = temporaryTruss({});
  execFileSync('git', ['init', '-q', root]);
  for (const name of NAMES) {
    writeFiles(root, { [`d/${name}`]: '', [`top-${name}`]: '' });
    for (const other of NAMES) writeFiles(root, { [`${name}/${other}`]: '' });
  }
  const list = ['-c', 'core.excludesFile=/dev/null', 'ls-files', '-z', '--others', '--exclude-standard'];
  await fc.assert(
    fc.asyncProperty(fc.array(pattern, { minLength: 1, maxLength: 4 }), async (patterns) => {
      writeFiles(root, { '.truss_ignore': `${patterns.join('\n')}\n`, '.gitignore': `${patterns.join('\n')}\n` });
      const git = execFileSync('git', list, { cwd: root });
      const kept = git
        .toString()
        .split('\0')
        .filter((path) => path !== '' && !path.startsWith('.'));
      const read = (await readTree(root)).filter(({ kind }) => kind === 'file').map(({ path }) => path);
      expect(read).toEqual(kept.toSorted((a, b) => (a < b ? -1 : 1)));
    }),
    { numRuns: 80 },
  );
});
