// From the REQUEST header of the wire protocol to what is asked of an upstream process.
import type { InferenceRequest } from '../../../core/inference/inference-request.ts';
import { plainPath } from '../../../core/protocols/plain-path.ts';
import { Form } from '../../../core/wire/frame.ts';
import type { HttpRequestPart } from '../backend.ts';
import type { ClientRequest } from './forward-headers.ts';

/** A request as the upstream process gets it. */
export interface UpstreamRequest extends ClientRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
}

/** Our routes that stand for a prediction. Every other path is the upstream process's own. */
const PREDICTION = /^\/v1\/(?:models\/[^/]+:predict(?:_binary)?|websocket)$/;

const CONTENT_TYPES: Readonly<Record<number, string>> = {
  [Form.JSON]: 'application/json',
  [Form.MSGPACK]: 'application/octet-stream',
};

/** What a request asks of the upstream process; one without an HTTP request behind it is a prediction. */
export function readClientRequest(request: InferenceRequest, predictEndpoint: string): UpstreamRequest {
  const http = readHttp(request.header);
  const { id } = request;
  if (http === null) {
    const contentType = CONTENT_TYPES[request.form] ?? 'application/octet-stream';
    return { id, method: 'POST', path: predictEndpoint, headers: [['content-type', contentType]], client: null };
  }
  const { method, path, query, headers, client } = http;
  return { id, method, path: targetPath({ path, query }, predictEndpoint), headers, client };
}

/** The path that the upstream process is asked for, with the query as it came. */
export function targetPath(
  { path, query }: { readonly path: string; readonly query: string },
  predictEndpoint: string,
): string {
  const target = PREDICTION.test(plainPath(path)) ? predictEndpoint : path;
  return query === '' ? target : `${target}?${query}`;
}

/** `http` of a REQUEST header: our own text, written by the HTTP side of this process, so that its shape needs no look. */
function readHttp(header: Uint8Array): HttpRequestPart | null {
  if (header.length === 0) return null;
  const parsed: { readonly http?: HttpRequestPart } = JSON.parse(Buffer.from(header).toString('utf8'));
  return parsed.http ?? null;
}
