// From the modules of a bundle to the licences that go along with it.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import { bundledPackages } from './bundled-packages.ts';
import { renderNotices } from './render-notices.ts';

/** A directory with these files (path → text). */
function tree(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'truss-licenses-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries({ 'package.json': '{"name": "ours"}', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** The packages of all these modules of a tree. */
function packagesOf(root: string, modules: readonly string[]): ReturnType<typeof bundledPackages> {
  return bundledPackages(
    modules.map((path) => (path.startsWith('\0') ? path : join(root, path))),
    root,
  );
}

const manifest = (name: string, license: unknown = 'MIT'): string =>
  JSON.stringify({ name, version: '1.2.3', license });

it('finds the package of a module, also where one is inside of another, and leaves out our own', () => {
  const root = tree({
    'node_modules/outer/package.json': manifest('outer'),
    'node_modules/outer/LICENSE': 'of the outer\n',
    // Says only how its modules are written.
    'node_modules/outer/esm/package.json': '{"type": "module"}',
    'node_modules/outer/node_modules/@in/ner/package.json': manifest('@in/ner', 'ISC'),
    'node_modules/outer/node_modules/@in/ner/license.md': 'of the inner',
    'node_modules/outer/node_modules/@in/ner/NOTICE': 'and a notice',
    'node_modules/outer/node_modules/@in/ner/licenses.js': 'code',
    'node_modules/rolldown/package.json': manifest('rolldown'),
    'node_modules/rolldown/LICENSE': 'of the bundler',
  });
  const modules = [
    'src/main.ts',
    'node_modules/outer/esm/a.js',
    'node_modules/outer/esm/b.js?commonjs',
    'node_modules/outer/node_modules/@in/ner/c.js',
    '\0rolldown/runtime.js',
  ];
  expect(packagesOf(root, modules)).toEqual([
    { name: '@in/ner', version: '1.2.3', license: 'ISC', text: 'and a notice\n\nof the inner' },
    { name: 'outer', version: '1.2.3', license: 'MIT', text: 'of the outer' },
    { name: 'rolldown', version: '1.2.3', license: 'MIT', text: 'of the bundler' },
  ]);
});

it('takes the heads of the sources where a package has no file with its licence', () => {
  const root = tree({
    'node_modules/bare/package.json': manifest('bare'),
    'node_modules/bare/a.js': '// Copyright 2026 Somebody\n//\n// Do what you like.\nlet a;\n',
    'node_modules/bare/b.js': '// Copyright 2026 Somebody\n//\n// Do what you like.\nlet b;\n',
    'node_modules/bare/c.js': '/*\n * Copyright 2008 Another\n */\nlet c;\n',
    'node_modules/bare/d.js': '// Adds numbers.\nlet d;\n',
  });
  const [bare] = packagesOf(
    root,
    ['a', 'b', 'c', 'd'].map((name) => `node_modules/bare/${name}.js`),
  );
  expect(bare?.text).toBe('Copyright 2026 Somebody\n\nDo what you like.\n\nCopyright 2008 Another');
});

it('refuses code of which nobody says the licence', () => {
  const root = tree({
    'node_modules/silent/package.json': manifest('silent'),
    'node_modules/silent/a.js': 'let a;',
    'node_modules/old/package.json': manifest('old', { type: 'MIT' }),
    'node_modules/old/LICENSE': 'MIT',
  });
  expect(() => packagesOf(root, ['node_modules/silent/a.js'])).toThrow(
    'silent 1.2.3 (MIT) has no file with its licence',
  );
  expect(() => packagesOf(root, ['node_modules/old/a.js'])).toThrow('old 1.2.3 does not say its licence');
  expect(() => packagesOf(root, ['\0virtual'])).toThrow('a module of no package: "\\u0000virtual"');
});

it('refuses a licence that may not be handed on', () => {
  const one = { name: 'one', version: '1.0.0', license: 'MIT', text: 'text' };
  expect(renderNotices([one])).toContain('\none 1.0.0\n=========\n\nLicence: MIT\n\ntext\n');
  for (const license of ['GPL-3.0-only', 'MIT OR GPL-3.0-only', 'SEE LICENSE IN FILE', '']) {
    expect(() => renderNotices([one, { ...one, name: 'two', license }])).toThrow(`two 1.0.0 (${license})`);
  }
});
