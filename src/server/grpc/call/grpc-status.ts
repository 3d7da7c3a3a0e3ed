// From a failure to the status that ends a call.
import type { StatusObject } from '@grpc/grpc-js';
import { Metadata, status } from '@grpc/grpc-js';

import { catalogue } from '../../../core/errors/catalogue.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import type { OrRefusal } from '../../../core/inference/refusal.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import type { Sliced } from '../../../core/sliced.ts';
import { SERVER_TIMING } from '../../service/server-timing.ts';

/** Characters of a message. It travels in a header, percent-encoded, and common clients take 8 KiB of headers. */
const MAX_DETAILS = 800;

/** Of the model's own HTTP statuses, those that gRPC has a word for. */
const OF_HTTP: Readonly<Record<number, status>> = {
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.NOT_FOUND,
  408: status.DEADLINE_EXCEEDED,
  409: status.ABORTED,
  413: status.RESOURCE_EXHAUSTED,
  429: status.RESOURCE_EXHAUSTED,
  499: status.CANCELLED,
  501: status.UNIMPLEMENTED,
  503: status.UNAVAILABLE,
  504: status.DEADLINE_EXCEEDED,
};

/** Who reads the status. */
export interface StatusReader {
  /** What the request is called in logs. */
  readonly id: string;
  /** Whether tracebacks may be seen. */
  readonly dev: boolean;
  /** Where the time of the request went; empty where it took none. */
  readonly timing?: string;
}

/** The status of a failure; in the trailers its code, the request's id, and where its time went. */
export function toStatus(failure: RequestFailure, { id, dev, timing = '' }: StatusReader): StatusObject {
  const metadata = new Metadata();
  metadata.set('truss-code', failure.code);
  if (id !== '') metadata.set('x-request-id', id);
  if (timing !== '') metadata.set(SERVER_TIMING.toLowerCase(), timing);
  // What gRPC's own clients wait for, where they are told to try again (gRFC A6).
  if (failure.retryAfterMs !== undefined) metadata.set('grpc-retry-pushback-ms', failure.retryAfterMs.toFixed(0));
  const traceback = dev && failure.exception !== undefined ? `\n${failure.exception.traceback}` : '';
  return { code: codeOf(failure), details: toDetails(textOf(failure) + traceback), metadata };
}

/** What is said of a failure. */
export function textOf({ message, hint, detail }: RequestFailure): string {
  if (detail !== undefined) return typeof detail === 'string' ? detail : JSON.stringify(detail);
  return hint === undefined ? message : `${message}. ${hint}`;
}

/** What `read` gives; an error with a code that it throws is a refusal. Rules of the core throw: it is one place that knows why. */
export function refusing<T>(read: () => T): OrRefusal<T> {
  try {
    return read();
  } catch (error) {
    if (error instanceof TrussError) return toFailure(error);
    throw error;
  }
}

/** The same of work in slices. */
export function* refusingSliced<T>(work: Sliced<T>): Sliced<OrRefusal<T>> {
  try {
    return yield* work;
  } catch (error) {
    if (error instanceof TrussError) return toFailure(error);
    throw error;
  }
}

function toFailure({ code, message, hint, exception }: TrussError): RequestFailure {
  return { code, message, ...(hint !== undefined && { hint }), ...(exception !== undefined && { exception }) };
}

function codeOf({ code, status: http }: RequestFailure): status {
  if (http === undefined) return status[catalogue[code].grpc];
  return OF_HTTP[http] ?? (http < 500 ? status.INVALID_ARGUMENT : status.INTERNAL);
}

/** Half of a surrogate pair cannot be percent-encoded; a model's message may hold one, and cutting may make one. */
function toDetails(text: string): string {
  return (text.length > MAX_DETAILS ? `${text.slice(0, MAX_DETAILS)}…` : text).toWellFormed();
}
