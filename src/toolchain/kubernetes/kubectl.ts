import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

import { TrussError } from '../../core/errors/truss-error.ts';
import { childEnvironment } from '../../system/processes/child-environment.ts';
import { findExecutable, pathDirectories } from '../../system/processes/find-executable.ts';
import { leadGroup } from '../../system/processes/process-group.ts';
import { readLines } from '../../system/processes/read-lines.ts';
import { runProcess } from '../../system/processes/run-process.ts';

/** What a run of kubectl left. A status other than 0 is a result. */
export interface KubectlResult {
  /** Null where a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How kubectl is run. */
export interface KubectlOptions {
  /** What it reads on stdin. */
  readonly input?: string;
  readonly signal?: AbortSignal | undefined;
}

/** The program that asks clusters: whose login, which certificate, which plugin for credentials is its business, and the user's. */
export interface Kubectl {
  /** Runs it to its end. */
  run(args: readonly string[], options?: KubectlOptions): Promise<KubectlResult>;
  /** Runs it to its end, or until `signal` is aborted, and tells each line of its stdout. */
  follow(
    args: readonly string[],
    options: { readonly onLine: (line: string) => void; readonly signal: AbortSignal },
  ): Promise<KubectlResult>;
}

/**
 * The kubectl on the PATH.
 *
 * @throws {TrussError} `DEPLOY_KUBECTL_MISSING`
 */
export async function findKubectl(): Promise<Kubectl> {
  const command = await findExecutable('kubectl', pathDirectories());
  if (command !== null) return kubectlAt(command);
  throw new TrussError('DEPLOY_KUBECTL_MISSING', {
    message: 'There is no kubectl on the PATH, by which clusters are asked.',
    hint: 'Install it: https://kubernetes.io/docs/tasks/tools. Without one, `truss deploy render` writes the manifests for whoever applies them.',
  });
}

/** A kubectl by its path. */
function kubectlAt(command: string): Kubectl {
  return {
    run: (args, options = {}) => runProcess({ command, args, env: childEnvironment(), ...options }),
    follow: async (args, { onLine, signal }) => {
      if (signal.aborted) return { status: null, stdout: '', stderr: '' };
      const child = spawn(command, args, {
        env: childEnvironment(),
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      const group = leadGroup(child);
      const stop = (): void => group.stop();
      signal.addEventListener('abort', stop, { once: true });
      readLines(child.stdout, onLine);
      const stderr = text(child.stderr);
      try {
        const status = await new Promise<number | null>((resolve, reject) => {
          child.once('error', reject);
          child.once('close', resolve);
        });
        return { status, stdout: '', stderr: await stderr };
      } finally {
        signal.removeEventListener('abort', stop);
        group.release();
      }
    },
  };
}
