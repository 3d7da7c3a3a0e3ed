// What publishing asks for before it uploads anything. The indexes are programs that write down how they were called.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

const files = {
  '.gitignore': 'dist/\nbin/\ncalls\n',
  'package.json': '{"version": "2.0.0-rc.1"}\n',
  'python/src/truss/_version.py': '__version__ = "2.0.0rc1"\n',
  'CHANGELOG.md': '## [Unreleased]\n\n## [2.0.0-rc.1] - 2026-12-24\n\n- New.\n',
  'dist/truss-2.0.0-rc.1.tgz': '',
  'dist/truss-2.0.0rc1-py3-none-any.whl': '',
};

/** A committed repository at the tag of its version, ready to be published. */
function repository(change: Readonly<Record<string, string>> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'truss-publish-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries({ ...files, ...change })) write(root, path, text);
  mkdirSync(join(root, 'scripts/release'), { recursive: true });
  copyFileSync(join(import.meta.dirname, 'publish.sh'), join(root, 'scripts/release/publish.sh'));
  for (const program of ['uv', 'npm']) {
    write(root, `bin/${program}`, `#!/bin/sh\necho ${program} "$@" >>'${join(root, 'calls')}'\n`, 0o755);
  }
  git(root, 'init', '--quiet');
  git(root, 'add', '.');
  git(root, '-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '--quiet', '--message', 'Release');
  git(root, 'tag', 'v2.0.0-rc.1');
  return root;
}

function write(root: string, path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text, { mode });
}

function git(root: string, ...words: string[]): void {
  execFileSync('git', words, { cwd: root });
}

/** Publishes; gives what was called, or why nothing was. */
function publish(root: string): string {
  const env = { ...process.env, PATH: `${join(root, 'bin')}:${process.env['PATH'] ?? ''}` };
  const { status, stderr } = spawnSync(join(root, 'scripts/release/publish.sh'), [join(root, 'bin/uv')], {
    env,
    encoding: 'utf8',
  });
  return status === 0 ? readFileSync(join(root, 'calls'), 'utf8') : stderr;
}

it('uploads the wheel, then the npm package, an early version under `next`', () => {
  expect(publish(repository())).toBe(
    'uv publish dist/truss-2.0.0rc1-py3-none-any.whl\nnpm publish dist/truss-2.0.0-rc.1.tgz --tag next --access public\n',
  );
});

it('makes a version that is not early the latest', () => {
  const root = repository({
    'package.json': '{"version": "2.0.0"}\n',
    'python/src/truss/_version.py': '__version__ = "2.0.0"\n',
    'CHANGELOG.md': '## [2.0.0] - 2026-12-24\n',
    'dist/truss-2.0.0.tgz': '',
    'dist/truss-2.0.0-py3-none-any.whl': '',
  });
  git(root, 'tag', 'v2.0.0');
  expect(publish(root)).toContain('npm publish dist/truss-2.0.0.tgz --tag latest');
});

it('asks for a clean tree', () => {
  const root = repository();
  write(root, 'new', '');
  expect(publish(root)).toBe('Not published: there are changes that are not committed\n');
});

it('asks for the tag of the version', () => {
  const root = repository();
  git(root, 'tag', '--delete', 'v2.0.0-rc.1');
  git(root, 'tag', 'v2.0.0');
  expect(publish(root)).toBe('Not published: this commit has no tag v2.0.0-rc.1\n');
});

it('asks for the section in the changelog', () => {
  expect(publish(repository({ 'CHANGELOG.md': '## [Unreleased]\n' }))).toContain('has no section for 2.0.0-rc.1');
});

it('asks for what is to be uploaded', () => {
  const root = repository();
  rmSync(join(root, 'dist/truss-2.0.0-rc.1.tgz'));
  expect(publish(root)).toContain('dist/truss-2.0.0-rc.1.tgz does not exist');
});
