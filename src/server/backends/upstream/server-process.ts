// The process of an upstream server, from its start to its end.
import { existsSync } from 'node:fs';
import { constants } from 'node:os';

import type { ContainerPlace } from '../../../core/config/container-paths.ts';
import { localiseCommand } from '../../../core/config/container-paths.ts';
import { terminateGroup } from '../../../system/processes/kill-group.ts';
import type { Logger } from '../../telemetry/logger.ts';
import { describeExit } from '../processes/describe-exit.ts';
import { ProcessLogs } from '../processes/process-logs.ts';
import { readRest } from '../processes/read-rest.ts';
import { SecretFiles } from './secret-files.ts';
import type { UpstreamProcess } from './spawn-upstream.ts';
import { spawnUpstream } from './spawn-upstream.ts';

/** What a server is started with. */
export interface ServerProcessOptions {
  readonly command: string;
  /** Places of a container that the command may name. */
  readonly places: readonly ContainerPlace[];
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
  readonly #killed = Promise.withResolvers<void>();
  /** Nothing is left of what the command has started. */
  readonly #vanished = Promise.withResolvers<void>();
  #mayFinish = false;

  /**
   * Starts it.
   *
   * @throws {TrussError} `WORKER_START_FAILED`
   */
  constructor({ command, places, directory, environment, secrets, logger }: ServerProcessOptions) {
    this.#logs = new ProcessLogs(logger);
    this.#secrets = new SecretFiles(secrets);
    const secretsDirectory = this.#secrets.directory;
    try {
      const localised = localiseCommand(command, [...this.#secrets.places, ...places], existsSync);
      this.#process = spawnUpstream({ command: localised, directory, environment, secretsDirectory });
    } catch (error) {
      this.#secrets.remove();
      throw error;
    }
    this.#logs.follow(this.#process.output);
    this.#process.presence.once('close', this.#vanished.resolve);
    const { promise, resolve } = Promise.withResolvers<string>();
    this.ended = promise;
    this.#process.child.once('exit', (code, signal) => {
      this.#gone.abort();
      resolve(this.#clear(describeEnd(code, signal)));
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

  /** Asks it and all that it started to end. */
  terminate(): void {
    this.#mayFinish = true;
    terminateGroup(this.#process.pid);
  }

  /** Ends it and all that it started, now. */
  kill(): void {
    this.#killed.resolve();
    this.#process.family.kill();
  }

  async #clear(how: string): Promise<string> {
    // A shell that started the server goes at once when it is asked to; the server itself has something to finish.
    if (this.#mayFinish) await Promise.race([this.#vanished.promise, this.#killed.promise]);
    await this.#process.family.end();
    await readRest(this.#process.output);
    // Whoever holds the other ends, of those that cannot be ended: it is no longer listened to.
    for (const stream of this.#process.output) stream.destroy();
    this.#process.lifeline.destroy();
    this.#process.presence.destroy();
    this.#secrets.remove();
    return how;
  }
}

/** How the command ended; the shell that ran it may say a signal as 128 and its number. */
function describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
  const named =
    code === null ? undefined : Object.entries(constants.signals).find(([, number]) => number === code - 128);
  return named === undefined ? describeExit(code, signal) : `was killed by ${named[0]}`;
}
