// The process of an upstream server, from its start to its end.
import type { Logger } from '../../telemetry/logger.ts';
import { describeExit } from '../processes/describe-exit.ts';
import { killGroup, terminateGroup } from '../processes/kill-group.ts';
import { ProcessLogs } from '../processes/process-logs.ts';
import { readRest } from '../processes/read-rest.ts';
import { SecretFiles } from './secret-files.ts';
import type { UpstreamProcess } from './spawn-upstream.ts';
import { spawnUpstream } from './spawn-upstream.ts';

/** What a server is started with. */
export interface ServerProcessOptions {
  readonly command: string;
  /** Absolute path of the truss. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly secrets: Readonly<Record<string, string>>;
  readonly logger: Logger;
}

/** A server that runs. */
export class ServerProcess {
  /** How it ended, for people; resolves when all that it printed was read and all that it started is gone. */
  readonly ended: Promise<string>;
  readonly #logs: ProcessLogs;
  readonly #secrets: SecretFiles;
  readonly #process: UpstreamProcess;
  readonly #gone = new AbortController();

  /**
   * Starts it.
   *
   * @throws TrussError WORKER_START_FAILED
   */
  constructor({ command, directory, environment, secrets, logger }: ServerProcessOptions) {
    this.#logs = new ProcessLogs(logger);
    this.#secrets = new SecretFiles(secrets);
    const secretsDirectory = this.#secrets.directory;
    try {
      const localised = this.#secrets.localise(command);
      this.#process = spawnUpstream({ command: localised, directory, environment, secretsDirectory });
    } catch (error) {
      this.#secrets.remove();
      throw error;
    }
    this.#logs.follow(this.#process.output);
    const { promise, resolve } = Promise.withResolvers<string>();
    this.ended = promise;
    this.#process.child.once('exit', (code, signal) => {
      this.#gone.abort();
      resolve(this.#clear(describeExit(code, signal)));
    });
  }

  /** Aborted as soon as the process is gone. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** The last lines that it printed, oldest first. */
  get lastLines(): string[] {
    return this.#logs.lastLines;
  }

  /** Asks it to end. */
  terminate(): void {
    terminateGroup(this.#process.pid);
  }

  /** Ends it and all that it started, now. */
  kill(): void {
    killGroup(this.#process.pid);
  }

  async #clear(how: string): Promise<string> {
    // What it started must not outlive it.
    this.kill();
    await readRest(this.#process.output);
    this.#process.lifeline.destroy();
    this.#secrets.remove();
    return how;
  }
}
