// What a person, or a program that reads the log, is told of reloads: one line each.
import { relative } from 'node:path';
import type { Issue } from '../../../core/errors/issue.ts';
import type { Logger } from '../../../server/telemetry/logger.ts';
import type { Output } from '../../output/output.ts';
import { createStyles } from '../../output/styles.ts';
import { isTerminal } from '../../output/terminal.ts';
import { errorToJson, renderError } from '../../render-error.ts';

/** More paths than these say less. */
const MAX_SHOWN = 3;

/** The changed files of a truss, and since when they are known (performance.now()). */
export interface Change {
  readonly directory: string;
  readonly paths: readonly string[];
  readonly since: number;
}

/** Tells how reloads of one truss go. */
export class ReloadReport {
  readonly #logger: Logger;
  readonly #output: Output;
  readonly #isRead: boolean;
  readonly #onReloaded: () => void;

  /** `logger`: of the truss's entry. `onReloaded`: called when a new one answers. */
  constructor(logger: Logger, output: Output, onReloaded: () => void) {
    this.#logger = logger;
    this.#output = output;
    this.#onReloaded = onReloaded;
    this.#isRead = isTerminal(output.stderr);
  }

  /** The new one answers. */
  reloaded(change: Change): void {
    const { ms, changed } = fieldsOf(change);
    this.#logger.info({ ms, changed }, `Reloaded in ${ms} ms: ${show(changed)} changed`);
    this.#onReloaded();
  }

  /** The former one goes on. */
  failed(change: Change, error: unknown): void {
    const fields = fieldsOf(change);
    const kept = 'what was loaded before goes on answering';
    const head = `Not reloaded after ${fields.ms} ms: ${show(fields.changed)} changed, but cannot be served`;
    if (!this.#isRead) {
      const { code, message, hint, issues, exception } = errorToJson(error);
      const details = { code, hint, issues, traceback: exception?.traceback ?? null };
      this.#logger.error({ ...fields, ...details }, `${head}; ${kept}. ${message}`);
      return;
    }
    this.#logger.error({}, `${head}; ${kept}`);
    this.#output.stderr.write(`${renderError(error, createStyles(this.#output.stderr))}\n`);
  }

  /** The environment is being made. */
  environment(change: Change): void {
    const { changed } = fieldsOf(change);
    const message = `${show(changed)} changed the requirements: the environment is made anew, and the model answers as before meanwhile`;
    this.#logger.info({ changed }, message);
  }

  /** The config wants another name. */
  renamed(name: string, wanted: string): void {
    const message = `The model is served as "${name}" until \`truss serve\` is started again; its config says "${wanted}" now`;
    this.#logger.warn({}, message);
  }

  /** What is doubtful. */
  warn(issues: readonly Issue[]): void {
    if (this.#isRead) this.#output.warn(issues);
    else for (const { message, ...fields } of issues) this.#logger.warn(fields, message);
  }
}

function fieldsOf({ directory, paths, since }: Change): { ms: number; changed: string[] } {
  return {
    ms: Math.round(performance.now() - since),
    changed: paths.map((path) => relative(directory, path)).toSorted(),
  };
}

function show(paths: readonly string[]): string {
  const more = paths.length - MAX_SHOWN;
  return more > 0 ? `${paths.slice(0, MAX_SHOWN).join(', ')} and ${more} more` : paths.join(', ');
}
