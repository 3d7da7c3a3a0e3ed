// What is in the npm package, to the last file.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { version } from '../../src/core/version.ts';
import { root, tarball } from './artefacts.ts';

const KiB = 1024;
/**
 * A quarter more than it is. It is most of what an image has beside the model's environment, and what `pip install` adds to Node
 * and uv; a second copy of a large dependency, or one that came along by mistake, is more than that.
 */
const maxPackedBytes = 2200 * KiB;
const maxUnpackedBytes = 10_000 * KiB;

let directory = '';
beforeAll(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'truss-npm-')));
  execFileSync('tar', ['-xzf', tarball, '-C', directory, '--strip-components=1']);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const read = (path: string): string => readFileSync(join(directory, path), 'utf8');
const files = (): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
/** What the repository has below a folder. */
const tracked = (folder: string): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '.'], {
    cwd: join(root, folder),
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
    .sort();

describe('the npm package', () => {
  it('has the client with its types, the texts, the engine, the worker and the playground, and nothing else', () => {
    const chunk = /^engine\/[\w.-]+\.mjs$/;
    const worker = /^engine\/python\/truss_(?:worker|converter)\//;
    const image = /^engine\/image\/(?:[\w.-]+\.mjs|README\.md|THIRD_PARTY_LICENSES)$/;
    const page = /^engine\/(?:image\/)?ui\/(?:index(?:-[\w-]{8})?\.(?:html|js|css)\.(?:gz|br)|THIRD_PARTY_LICENSES)$/;
    const known = [chunk, worker, image, page];
    expect(files().filter((path) => !known.some((each) => each.test(path)))).toEqual(
      ['LICENSE', 'README.md', 'THIRD_PARTY_LICENSES', 'index.d.mts', 'index.mjs', 'package.json'].sort(),
    );
    expect(files()).toEqual(
      expect.arrayContaining([
        'engine/ui/index.html.gz',
        'engine/image/ui/index.html.br',
        'engine/cli.mjs',
        'engine/image/image.mjs',
        'engine/image/health.mjs',
      ]),
    );
    expect(files().filter((path) => worker.test(path))).toEqual(
      ['truss_converter', 'truss_worker'].flatMap((name) =>
        tracked(`python/src/${name}`).map((path) => `engine/python/${name}/${path}`),
      ),
    );
  });

  it('is small', () => {
    expect(statSync(tarball).size).toBeLessThan(maxPackedBytes);
    const unpacked = files().reduce((sum, path) => sum + statSync(join(directory, path)).size, 0);
    expect(unpacked).toBeLessThan(maxUnpackedBytes);
  });

  it('has a manifest that asks for nothing but Node', () => {
    const manifest = JSON.parse(read('package.json')) as Record<string, unknown>;
    expect(manifest).toMatchObject({ name: 'truss', version, license: 'MIT', engines: { node: '>=22.18' } });
    const ofDevelopers = [
      'dependencies',
      'optionalDependencies',
      'peerDependencies',
      'devDependencies',
      'scripts',
      'private',
    ];
    expect(ofDevelopers.filter((key) => key in manifest)).toEqual([]);
  });

  it('has a command that a shell can start', () => {
    expect(read('engine/cli.mjs')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(statSync(join(directory, 'engine/cli.mjs')).mode & 0o111).toBe(0o111);
  });

  it('tells nothing of the machine that built it', () => {
    expect(files().filter((path) => read(path).includes(root))).toEqual([]);
  });

  it('has no fault that publint knows', () => {
    const publint = join(root, 'node_modules/.bin/publint');
    expect(execFileSync(publint, ['run', tarball, '--strict'], { encoding: 'utf8' })).toContain('All good!');
  });

  it('has the licence of everything that is built in', () => {
    const notices = read('THIRD_PARTY_LICENSES');
    const builtIn = JSON.parse(readFileSync(join(root, 'dist/bundled/engine.json'), 'utf8')) as {
      name: string;
      version: string;
    }[];
    expect(builtIn.length).toBeGreaterThan(20);
    const missing = builtIn.filter((each) => !notices.includes(`\n${each.name} ${each.version}\n===`));
    expect(missing).toEqual([]);
    // What the repository depends on is in the bundle, and so is what that needs.
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object };
    expect(Object.keys(dependencies).filter((name) => !builtIn.some((each) => each.name === name))).toEqual([]);
  });
});
