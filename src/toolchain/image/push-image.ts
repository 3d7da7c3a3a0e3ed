import { TrussError } from '../../core/errors/truss-error.ts';
import { childEnvironment } from '../../system/processes/child-environment.ts';
import { runProcess } from '../../system/processes/run-process.ts';
import { explainEngineFailure, knownFailure } from '../docker/explain-engine-failure.ts';
import type { ContainerEngine } from '../docker/find-engine.ts';

/** How an image is pushed. */
export interface PushOptions {
  /** Is told of each line that the engine prints. */
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Gives an image to the registry that its name says, and gives the name under which it is there and stays the same: with its digest.
 *
 * @throws {TrussError} `DEPLOY_PUSH_FAILED`, `IMAGE_*`
 */
export async function pushImage(
  engine: ContainerEngine,
  tag: string,
  { onLine, signal }: PushOptions,
): Promise<string> {
  const ask = (args: readonly string[]) =>
    runProcess({ command: engine.command, args, env: childEnvironment(), signal, onErrorLine: onLine });
  const { status, stdout, stderr } = await ask(['push', tag]);
  if (status !== 0) throw explainPush(stderr, tag, engine);
  const digest = /digest: (sha256:[0-9a-f]{64})/.exec(stdout)?.[1] ?? (await digestOf(engine, tag, signal));
  return digest === null ? tag : `${tag}@${digest}`;
}

/** Under which digest a registry knows it; an engine that does not say so when it pushes remembers it. */
async function digestOf(engine: ContainerEngine, tag: string, signal: AbortSignal): Promise<string | null> {
  const args = ['image', 'inspect', '--format', '{{join .RepoDigests "\\n"}}', tag];
  const { stdout } = await runProcess({ command: engine.command, args, env: childEnvironment(), signal });
  const repository = tag.replace(/:[^/:]*$/, '');
  const known = stdout.split('\n').find((line) => line.startsWith(`${repository}@`));
  return known?.split('@')[1]?.trim() ?? null;
}

function explainPush(stderr: string, tag: string, { kind }: ContainerEngine): TrussError {
  const registry = tag.split('/')[0] ?? tag;
  const said = stderr.trim().split('\n').at(-1) ?? '';
  if (/unauthorized|authentication required|denied|no basic auth|forbidden/i.test(stderr)) {
    return new TrussError('DEPLOY_PUSH_FAILED', {
      message: `${registry} does not take ${tag} from you: ${said}`,
      hint: `Log in: ${kind} login ${registry}. Does the repository exist, and may you write there?`,
    });
  }
  if (
    /connection refused|no such host|i\/o timeout|server gave HTTP response|x509|EOF|cannot connect|dial tcp/i.test(
      stderr,
    )
  ) {
    const known = /docker daemon/i.test(stderr) ? knownFailure(stderr, kind) : null;
    if (known !== null) return known;
    return new TrussError('DEPLOY_PUSH_FAILED', {
      message: `${registry} cannot be reached by ${kind}: ${said}`,
      hint: 'Is the name of the registry right (--registry, deploy.registry)? One without TLS has to be among the insecure registries of the engine.',
    });
  }
  const known = knownFailure(stderr, kind);
  if (known !== null) return known;
  return new TrussError('DEPLOY_PUSH_FAILED', {
    message: `${tag} was not pushed: ${explainEngineFailure(stderr, kind).message}`,
  });
}
