// Another edition of a model takes the place of the one that answers, without a request lost: start, load, try, switch.
import { TrussError } from '../../core/errors/truss-error.ts';
import { encodeHeader } from '../../core/wire/encode.ts';
import type { FrameHeader } from '../../core/wire/frame.ts';
import { Form } from '../../core/wire/frame.ts';
import type { EditionParts } from './edition-parts.ts';
import type { Edition } from './edition.ts';
import type { Entry } from './entry.ts';
import { PromiseSink } from './promise-sink.ts';
import type { Replica } from './replica.ts';

/** A request that an edition must answer before it gets any of others. */
export interface TrialRequest {
  /** What it is called in the error. */
  readonly name: string;
  readonly body: Uint8Array;
  /** What the body is: a `Form` of the wire protocol. */
  readonly form: number;
  /** What the worker is told beside the body: the REQUEST header of the wire protocol. */
  readonly header: FrameHeader;
}

/** How an edition is replaced. */
export interface Replacement {
  readonly parts: EditionParts;
  readonly trial: TrialRequest | null;
  /** Gives the replacement up as long as it has not taken place. */
  readonly signal: AbortSignal;
  /** Called before a trial request is sent. */
  readonly onTrial: () => void;
}

/**
 * Starts another edition of an entry's model beside the one that answers. When each of its replicas has loaded the model
 * and answered the trial request, it gets all requests from then on; the former one answers what it has, and goes.
 *
 * @throws {TrussError} whatever kept the new edition from loading or answering: the former one stays; `signal.reason`
 */
export async function replaceEdition(entry: Entry, { parts, trial, signal, onTrial }: Replacement): Promise<void> {
  signal.throwIfAborted();
  const edition = entry.prepare(parts);
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([proveEdition(entry, edition, { trial, onTrial }), aborted.promise]);
    // One may have ended while the others were tried.
    if (edition.failure !== null) throw edition.failure;
  } catch (error) {
    await entry.discard(edition);
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
  entry.switchTo(edition);
}

async function proveEdition(
  entry: Entry,
  edition: Edition,
  { trial, onTrial }: Pick<Replacement, 'trial' | 'onTrial'>,
): Promise<void> {
  await edition.loaded;
  if (trial === null) return;
  onTrial();
  const deadlineAt = performance.now() + edition.limits.timeoutMs;
  await Promise.all(edition.replicas.map((replica) => tryReplica(entry, replica, { trial, deadlineAt })));
}

async function tryReplica(
  entry: Entry,
  replica: Replica,
  { trial, deadlineAt }: { readonly trial: TrialRequest; readonly deadlineAt: number },
): Promise<void> {
  const { body, form, name } = trial;
  const header = encodeHeader(trial.header);
  const sink = new PromiseSink();
  const input = { id: '', body, form, accept: Form.JSON, header, deadlineAt, sink };
  const request = entry.submitTo(replica, input);
  sink.onCredit = (bytes) => entry.credit(request, bytes);
  try {
    await sink.answered;
  } catch (error) {
    if (!(error instanceof TrussError)) throw error;
    // An HTTP error is an answer: an example may show one.
    if (error.code === 'MODEL_HTTP_ERROR') return;
    throw nameTrial(error, name);
  }
}

function nameTrial(error: TrussError, name: string): TrussError {
  const { code, hint, exception } = error;
  const message = `The example ${JSON.stringify(name)} failed: ${error.message}`;
  return new TrussError(code, { message, ...(hint !== undefined && { hint }), ...(exception && { exception }) });
}
