import { basename, dirname, extname, join } from 'node:path';

import { TrussError } from '../../../core/errors/truss-error.ts';
import type { TrussChange } from '../change/change-truss.ts';
import { condaFileProblem } from './conda-file.ts';
import { readRequirementsFile } from './read-requirements-file.ts';

/** A package that a model needs, at the version that it was made with. */
export interface RequiredPackage {
  readonly name: string;
  readonly version: string;
  /** Where it was installed from, if that was no index: `git+https://…@<commit>`. */
  readonly address?: string | null;
  /** Why the model needs it, for people. */
  readonly why: string;
}

/** What the config shall say of the packages: lines, or a file that is copied into the truss. */
export interface PlannedRequirements {
  readonly requirements: readonly string[];
  /** What stands behind each line. */
  readonly comments: readonly string[];
  readonly requirementsFile: string | null;
}

/** Pins the packages that a model needs: at their versions, or to where they came from, since an index may have others of their names. */
export function pinRequirements(packages: readonly RequiredPackage[]): PlannedRequirements {
  return {
    requirements: packages.map(({ name, version, address }) =>
      address ? `${name} @ ${address}` : `${name}==${version}`,
    ),
    comments: packages.map(({ why }) => why),
    requirementsFile: null,
  };
}

/** The requirement of exactly this package. */
export function pinOf({ name, version, address }: RequiredPackage): string {
  return address ? `${name} @ ${address}` : `${name}==${version}`;
}

/**
 * Takes the packages from a file of the user's. The lines of a requirements.txt go into the config; a pyproject.toml or uv.lock
 * is copied into the truss.
 *
 * @throws {TrussError} `FILE_MISSING`, `ENV_REQUIREMENT_INVALID`.
 */
export async function adoptRequirementsFile(change: TrussChange, path: string): Promise<PlannedRequirements> {
  const name = basename(path);
  const ofConda = condaFileProblem(path);
  if (ofConda !== null) throw new TrussError('ENV_REQUIREMENT_INVALID', ofConda);
  if (extname(path) !== '.toml' && name !== 'uv.lock') {
    return { requirements: await readRequirementsFile(path), comments: [], requirementsFile: null };
  }
  await change.copy(path, name);
  if (name === 'uv.lock') {
    // A lock says nothing without the project that it locks.
    await change.copy(join(dirname(path), 'pyproject.toml'), 'pyproject.toml');
  }
  return { requirements: [], comments: [], requirementsFile: name };
}
