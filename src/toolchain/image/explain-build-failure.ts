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
  /** The images that it stands on. */
  readonly bases: readonly string[];
  /** The kind of machine that it is for; null: that of the engine. */
  readonly platform: string | null;
}

/** So much of what a command prints fits on a screen; compilers put the cause near the end. */
const SHOWN_LINES = 15;

const UNREACHABLE =
  /no such host|not found|did not resolve|denied|unauthorized|manifest unknown|i\/o timeout|connection refused|failed to do request|x509/i;

/** Says why a build has failed, and what to do. */
export function explainBuildFailure(build: FailedBuild): TrussError {
  const { result, failed, words, engine, project, lock } = build;
  const said = words.join('\n');
  const known = knownFailure(`${said}\n${result.stderr}`, engine.kind);
  if (known !== null && known.code !== 'IMAGE_ENGINE_DOWN') return known;
  const base = failed === null ? missingBase(build) : null;
  if (base !== null) return base;
  if (failed?.instruction.layer === 'environment' && /\b(?:error|×)/.test(said)) {
    const uv = { ...result, stderr: said.slice(said.search(/^(?:error|\s*×)/m)) };
    return explainUvFailure(uv, {
      step: 'install',
      project,
      lines: lock.sources.lines,
      input: lock.text,
      isForImage: true,
    });
  }
  if (failed === null) return known ?? explainEngineFailure(result.stderr, engine.kind);
  const [, code = '?'] = /exit (?:code:|status) (\d+)/.exec(result.stderr) ?? [];
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

/** The image that the registry does not give; null where that is not what went wrong. */
function missingBase({ result: { stderr }, bases, platform }: FailedBuild): TrussError | null {
  const line = stderr.split('\n').findLast((each) => UNREACHABLE.test(each));
  const base = bases.find((name) => stderr.includes(name));
  if (line === undefined || base === undefined) return null;
  return new TrussError('IMAGE_BASE_UNAVAILABLE', {
    message: `The base image ${base} cannot be had${platform === null ? '' : ` for ${platform}`}: ${line.split(': ').slice(-2).join(': ').trim()}`,
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
