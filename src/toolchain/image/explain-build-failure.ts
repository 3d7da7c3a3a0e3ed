import { TrussError } from '../../core/errors/truss-error.ts';
import type { Instruction } from '../../core/image/dockerfile.ts';
import type { ProcessResult } from '../../system/processes/run-process.ts';
import { explainEngineFailure, knownFailure } from '../docker/explain-engine-failure.ts';
import type { ContainerEngine } from '../docker/find-engine.ts';
import { explainUvFailure } from '../environment/uv/explain-uv-failure.ts';
import type { Project } from '../project/open/open-project.ts';
import type { ImageLock } from './context/image-lock.ts';

/** A build that has failed. */
export interface FailedBuild {
  readonly result: ProcessResult;
  /** The step that did; null where it was none of them. */
  readonly failed: { readonly instruction: Instruction; readonly about: string } | null;
  /** What it printed. */
  readonly words: readonly string[];
  readonly engine: ContainerEngine;
  readonly project: Project;
  readonly lock: ImageLock;
}

/** So much of what a command prints fits on a screen; compilers put the cause near the end. */
const SHOWN_LINES = 15;

const BASE =
  /(?:failed to (?:resolve source metadata for|solve:?[^\n]*?)|pull access denied for|error (?:initializing|creating build container)[^\n]*?) ?(?:rpc error: [^\n]*? )?(?:docker\.io\/)?(?:library\/)?([\w./-]+:[\w.-]+)[^\n]*/i;

const UNREACHABLE =
  /no such host|not found|denied|unauthorized|manifest unknown|i\/o timeout|connection refused|failed to do request|x509/i;

/** Says why a build has failed, and what to do. */
export function explainBuildFailure({ result, failed, words, engine, project, lock }: FailedBuild): TrussError {
  const said = words.join('\n');
  const known = knownFailure(`${said}\n${result.stderr}`, engine.kind);
  if (known !== null && known.code !== 'IMAGE_ENGINE_DOWN') return known;
  const base = failed?.instruction.layer === 'environment' ? null : missingBase(result.stderr);
  if (base !== null) return base;
  if (failed?.instruction.layer === 'environment' && /\b(?:error|×)/.test(said)) {
    const uv = { ...result, stderr: said.slice(said.search(/^(?:error|\s*×)/m)) };
    return explainUvFailure(uv, { step: 'install', project, lines: lock.sources.lines, input: lock.text });
  }
  if (failed === null) return known ?? explainEngineFailure(result.stderr, engine.kind);
  const [, code = '?'] = /exit code: (\d+)/.exec(result.stderr) ?? [];
  const shown = words.slice(-SHOWN_LINES).map((line) => `  ${line}`);
  const more = words.length - shown.length;
  return new TrussError('IMAGE_BUILD_FAILED', {
    message: [
      `The build failed at: ${failed.about} (exit code ${code})`,
      ...(more > 0 ? [`  … ${more} lines before`] : []),
      ...shown,
    ].join('\n'),
    hint: hintFor(failed.instruction),
  });
}

/** The base image that the registry does not give. */
function missingBase(stderr: string): TrussError | null {
  const match = BASE.exec(stderr);
  if (match === null || !UNREACHABLE.test(match[0])) return null;
  const why = match[0].split(': ').slice(-2).join(': ').trim();
  return new TrussError('IMAGE_BASE_UNAVAILABLE', {
    message: `The base image ${match[1]} cannot be had: ${why}`,
    hint: 'Look at its name (base_image.image) and at the network; for a private registry log in first: docker login <registry>',
  });
}

function hintFor(instruction: Instruction): string {
  if (instruction.layer === 'system') {
    return "Look at system_packages: each is a package of the base image's system, and apt-get has to be there.";
  }
  return instruction.layer === 'commands'
    ? 'It runs as root in /app, with the packages and the code of the truss: correct build_commands.'
    : 'With --progress plain everything is shown that the builder prints.';
}
