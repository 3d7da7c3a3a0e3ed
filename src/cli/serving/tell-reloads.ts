// What a person, or a program that reads the log, is told of reloads: one line each.
import { errorToJson } from '../../core/errors/error-json.ts';
import type { OnReload, ReloadEvent } from '../../host/reload/reload-event.ts';
import type { ServerLog } from '../../host/serve/server-log.ts';
import { colouredText } from '../output/coloured-text.ts';
import type { Output } from '../output/output.ts';
import { renderError } from '../output/render-error.ts';
import { createStyles } from '../output/styles.ts';
import { isTerminal } from '../output/terminal.ts';

/** More paths than these say less. */
const MAX_SHOWN = 3;

/** Tells how the reloads of a server go, in its log and at the terminal. */
export function tellReloads({ logger: log }: ServerLog, output: Output): OnReload {
  return (event) => {
    switch (event.kind) {
      case 'following':
        return log.info({}, 'Changes of code, config, data and requirements are served as soon as they have loaded');
      case 'not-loaded':
        return tellNotLoaded(event.error, output);
      case 'failed':
        return tellFailed(event, log.child({ entry: event.entry }), output);
      case 'doubtful':
        return tellDoubtful(event, log.child({ entry: event.entry }), output);
      case 'environment':
      case 'reloaded':
      case 'renamed':
        return tellStep(event, log.child({ entry: event.entry }));
    }
  };
}

type Log = ServerLog['logger'];
type EventOf<K extends ReloadEvent['kind']> = Extract<ReloadEvent, { readonly kind: K }>;

function tellNotLoaded(error: unknown, { progress, stderr }: Output): void {
  progress.clear();
  stderr.write(
    `${colouredText(renderError(error, createStyles(stderr)))}\n\nIt is loaded again as soon as it is edited.\n`,
  );
}

function tellStep(event: EventOf<'environment' | 'reloaded' | 'renamed'>, log: Log): void {
  if (event.kind === 'renamed') {
    const { entry, wanted } = event;
    const message = `The model is served as "${entry}" until \`truss serve\` is started again; its config says "${wanted}" now`;
    return log.warn({}, message);
  }
  const { paths: changed, ms } = event.change;
  if (event.kind === 'reloaded') return log.info({ ms, changed }, `Reloaded in ${ms} ms: ${show(changed)} changed`);
  const message = `${show(changed)} changed the requirements: the environment is made anew, and the model answers as before meanwhile`;
  return log.info({ changed }, message);
}

function tellFailed({ change, error }: EventOf<'failed'>, log: Log, { stderr }: Output): void {
  const { ms, paths: changed } = change;
  const kept = 'what was loaded before goes on answering';
  const head = `Not reloaded after ${ms} ms: ${show(changed)} changed, but cannot be served`;
  if (isTerminal(stderr)) {
    log.error({}, `${head}; ${kept}`);
    stderr.write(`${colouredText(renderError(error, createStyles(stderr)))}\n`);
    return;
  }
  const { code, message, hint, issues, exception } = errorToJson(error);
  const details = { code, hint, issues, traceback: exception?.traceback ?? null };
  log.error({ ms, changed, ...details }, `${head}; ${kept}. ${message}`);
}

function tellDoubtful({ issues }: EventOf<'doubtful'>, log: Log, { stderr, warn }: Output): void {
  if (isTerminal(stderr)) warn(issues);
  else for (const { message, ...fields } of issues) log.warn(fields, message);
}

function show(paths: readonly string[]): string {
  const more = paths.length - MAX_SHOWN;
  return more > 0 ? `${paths.slice(0, MAX_SHOWN).join(', ')} and ${more} more` : paths.join(', ');
}
