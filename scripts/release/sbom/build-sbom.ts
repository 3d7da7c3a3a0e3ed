// Writes dist/truss-VERSION.cdx.json, the bill of materials of the npm package and the wheel that lie in dist/.
//
//   node scripts/release/sbom/build-sbom.ts
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { parse } from 'smol-toml';

import { pythonVersion, version } from '../../../src/core/version.ts';
import type { BuiltIn } from './render-sbom.ts';
import { renderSbom } from './render-sbom.ts';

const root = resolve(import.meta.dirname, '../../..');
const dist = join(root, 'dist');

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const sha256 = (name: string): string =>
  createHash('sha256')
    .update(readFileSync(join(dist, name)))
    .digest('hex');

/** What is in any of the bundles, each once. */
function builtIn(): BuiltIn[] {
  const lock = readJson(join(root, 'package-lock.json')) as {
    packages: Record<string, { version?: string; integrity?: string }>;
  };
  const integrities = new Map<string, string | undefined>();
  for (const [path, { version: locked, integrity }] of Object.entries(lock.packages)) {
    integrities.set(`${path.replace(/.*node_modules\//, '')}@${locked}`, integrity);
  }
  const lists = readdirSync(join(dist, 'bundled')).flatMap(
    (file) => readJson(join(dist, 'bundled', file)) as Omit<BuiltIn, 'integrity'>[],
  );
  const distinct = new Map(lists.map((each) => [`${each.name}@${each.version}`, each]));
  return [...distinct.keys()].sort().map((key) => {
    const [integrity, each] = [integrities.get(key), distinct.get(key)];
    if (integrity === undefined || each === undefined) {
      throw new Error(`${key} is in a bundle and not in package-lock.json`);
    }
    return Object.assign(each, { integrity });
  });
}

/** When the release was committed; the same for everybody who builds it. */
function releaseTime(): string {
  const epoch = process.env['SOURCE_DATE_EPOCH'] ?? execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root });
  return new Date(Number(epoch) * 1000).toISOString();
}

const { name, license } = readJson(join(root, 'package.json')) as { name: string; license: string };
const { project } = parse(readFileSync(join(root, 'python/pyproject.toml'), 'utf8')) as {
  project: { dependencies: string[] };
};
const tarball = `${name}-${version}.tgz`;
const wheel = `${name}-${pythonVersion}-py3-none-any.whl`;
const sbom = renderSbom({
  name,
  version,
  license,
  time: releaseTime(),
  published: [
    { ecosystem: 'npm', version, sha256: sha256(tarball), requirements: [] },
    { ecosystem: 'pypi', version: pythonVersion, sha256: sha256(wheel), requirements: project.dependencies },
  ],
  builtIn: builtIn(),
});
for (const old of globSync('*.cdx.json', { cwd: dist })) rmSync(join(dist, old));
const target = `${name}-${version}.cdx.json`;
writeFileSync(join(dist, target), `${JSON.stringify(sbom, null, 2)}\n`);
console.log(`dist/${target}`);
