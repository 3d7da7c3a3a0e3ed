// Hears each run of a container once: one that has crashed is not told again for as long as it waits to be started, and where a connection
// was lost it goes on behind the last line.
import { TrussError } from '../../core/errors/truss-error.ts';
import { placeOptions } from './ask-cluster.ts';
import type { Cluster } from './cluster.ts';
import type { ContainerRun } from './container-runs.ts';
import { explainClusterFailure } from './explain-cluster-failure.ts';

/** How runs are heard. */
export interface ListenOptions {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly onLine: (pod: string, line: string) => void;
  readonly signal: AbortSignal;
}

/** What is known of a run that is, or was, heard. */
interface Hearing {
  /** When its last line was logged, as the cluster writes it. */
  lastAt: string | null;
  isOver: boolean;
  done: Promise<void>;
}

export class LogListener {
  readonly #cluster: Cluster;
  readonly #options: ListenOptions;
  readonly #heard = new Map<string, Hearing>();
  #failure: unknown = null;

  constructor(cluster: Cluster, options: ListenOptions) {
    this.#cluster = cluster;
    this.#options = options;
  }

  /** How many runs were heard. */
  get count(): number {
    return this.#heard.size;
  }

  /** Begins with a run, or goes on with it, unless it is heard already. `tail`: how many of its last lines; null: all. */
  hear(run: ContainerRun, tail: number | null): void {
    const key = [run.pod, run.container, run.restarts].join('/');
    const former = this.#heard.get(key);
    if (former !== undefined && !(former.isOver && run.isRunning)) return;
    const hearing: Hearing = { lastAt: former?.lastAt ?? null, isOver: false, done: Promise.resolve() };
    this.#heard.set(key, hearing);
    hearing.done = this.#read(run, hearing, tail)
      .catch((error: unknown) => {
        if (!isPassing(error)) this.#failure ??= error;
      })
      .finally(() => {
        hearing.isOver = true;
      });
  }

  /** Resolves when what is heard has ended. */
  async untilEnded(): Promise<void> {
    await Promise.all([...this.#heard.values()].map(({ done }) => done));
    this.throwIfFailed();
  }

  /** @throws {TrussError} why a log cannot be had */
  throwIfFailed(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  async #read({ pod, container }: ContainerRun, hearing: Hearing, tail: number | null): Promise<void> {
    const { follow, previous, onLine, signal } = this.#options;
    const { lastAt: since } = hearing;
    const words = [
      'logs',
      pod,
      '--container',
      container,
      '--timestamps',
      ...(follow ? ['--follow'] : []),
      ...(tail === null ? [] : ['--tail', String(tail)]),
      ...(previous ? ['--previous'] : []),
      ...(since === null ? [] : ['--since-time', since]),
    ];
    const { status, stderr } = await this.#cluster.kubectl.follow([...placeOptions(this.#cluster), ...words], {
      onLine: (stamped) => {
        const [at, line] = parted(stamped);
        // Since a time means since that second.
        if (since !== null && at <= since) return;
        hearing.lastAt = at;
        onLine(pod, line);
      },
      signal,
    });
    if (status !== 0 && !signal.aborted) throw explainClusterFailure(stderr, this.#cluster);
  }
}

/** A line, and when it was logged: nine digits of a second, so that times are in the order of their letters. */
function parted(stamped: string): readonly [at: string, line: string] {
  const end = stamped.indexOf(' ');
  return end === -1 ? [stamped, ''] : [stamped.slice(0, end), stamped.slice(end + 1)];
}

/** What keeps nobody from the other pods: this one has gone, or has no log yet. */
function isPassing(error: unknown): boolean {
  const codes = new Set(['DEPLOY_NOT_FOUND', 'DEPLOY_MANIFEST_REFUSED', 'DEPLOY_FAILED', 'DEPLOY_CLUSTER_UNREACHABLE']);
  return error instanceof TrussError && codes.has(error.code);
}
