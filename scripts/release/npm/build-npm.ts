// Lays out the npm package in dist/npm, from the bundles that `npm run build` has made, and packs it into dist/.
//
//   node scripts/release/npm/build-npm.ts
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { NOTICES } from '../licenses/notices-plugin.ts';
import type { RepositoryManifest } from './npm-manifest.ts';
import { npmManifest } from './npm-manifest.ts';

const root = resolve(import.meta.dirname, '../../..');
const dist = join(root, 'dist');
const target = join(dist, 'npm');

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
cpSync(join(dist, 'sdk'), target, { recursive: true });
// Where the bundle was run, Python has left what it compiled.
cpSync(join(dist, 'engine'), join(target, 'engine'), {
  recursive: true,
  filter: (path) => !path.endsWith('__pycache__'),
});
// What goes into images. The worker lies in the package once, for both.
cpSync(join(dist, 'image'), join(target, 'engine/image'), {
  recursive: true,
  filter: (path) => !path.startsWith(join(dist, 'image/python')),
});
renameSync(join(target, 'engine', NOTICES), join(target, NOTICES));
copyFileSync(join(root, 'LICENSE'), join(target, 'LICENSE'));
copyFileSync(join(import.meta.dirname, 'README.md'), join(target, 'README.md'));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as RepositoryManifest;
writeFileSync(join(target, 'package.json'), `${JSON.stringify(npmManifest(manifest), null, 2)}\n`);

for (const name of readdirSync(dist)) if (/^truss-.*\.tgz$/.test(name)) rmSync(join(dist, name));
const packed = execFileSync('npm', ['pack', target, '--pack-destination', dist, '--loglevel=error'], {
  encoding: 'utf8',
});
console.log(`dist/${packed.trim()}`);
