import { TrussError } from '../../../core/errors/truss-error.ts';
import type { ProcessResult } from '../../../system/processes/run-process.ts';
import { explainBuild } from './failures/build.ts';
import { explainIndex } from './failures/index-access.ts';
import { explainConflict, explainMissing, explainWrongPlatform, explainWrongPython } from './failures/resolution.ts';
import { explainSyntax } from './failures/syntax.ts';
import { explainSystem } from './failures/system.ts';
import type { UvContext, UvFailure } from './uv-failure.ts';
import { lastLines, readUvFailure } from './uv-failure.ts';

/**
 * In this order, because uv's messages hold one another: an index that cannot be read makes uv say that a package does not exist, and
 * a package that does not exist makes it say that the requirements contradict each other.
 */
const EXPLANATIONS: readonly ((failure: UvFailure) => TrussError | null)[] = [
  explainSystem,
  explainSyntax,
  explainBuild,
  explainIndex,
  explainMissing,
  explainWrongPython,
  explainWrongPlatform,
  explainConflict,
];

/** What a failure of uv means for the user: an error of the catalogue, with the line that is to blame. uv's own words are its cause. */
export function explainUvFailure(result: ProcessResult, context: UvContext): TrussError {
  const failure = readUvFailure(result.stderr, context);
  for (const explain of EXPLANATIONS) {
    const error = explain(failure);
    if (error !== null) return error;
  }
  const end = result.signal === null ? `status ${result.status}` : result.signal;
  return new TrussError('ENV_UV_FAILED', {
    message: `uv ended with ${end}: ${lastLines(failure, 12) || 'it wrote nothing.'}`,
    cause: new Error(failure.details),
  });
}
