// A request that came out well is kept in the truss's examples file. It writes into somebody's sources: there with `--dev` alone, on a server
// that only this machine reaches, for a page of this server.
import { TrussError } from '../../../core/errors/truss-error.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { isRecord } from '../../../core/schema/json-schema.ts';
import type { Entry } from '../../service/entry.ts';
import { sendFailure, sendJson } from '../answer/send.ts';
import { readBody } from '../body/read-body.ts';
import type { KeptExample } from '../exchange/page-options.ts';
import type { RouteCall } from '../exchange/route-call.ts';

/** An example is read by people; what is longer belongs into a file. */
const MAX_BYTES = 1024 * 1024;

/** `POST /ui/models/{name}/examples`: `{"name", "method", "input": JSON text, "output": JSON text | null}`. */
export async function serveKeepExample(call: RouteCall, { name: entry }: Entry): Promise<void> {
  const { context, request, response } = call;
  const { isServed, keepExample } = context.page;
  const fail = (failure: RequestFailure): void => sendFailure(call, { failure });
  if (!isServed || keepExample === null) {
    return fail({ code: 'ROUTE_NOT_FOUND', message: 'This server keeps no examples' });
  }
  // A page of elsewhere cannot send this type without asking first, which it is not allowed to.
  if (request.headers['content-type'] !== 'application/json') {
    return fail({ code: 'REQUEST_BODY_INVALID', message: 'An example is sent as application/json' });
  }
  const body = await readWhole(call);
  if (!Buffer.isBuffer(body)) return fail(body);
  const example = toExample(body.toString('utf8'));
  if (example === null) {
    const message = 'An example has a name, a method, an input and an output; the last two are JSON texts';
    return fail({ code: 'REQUEST_BODY_INVALID', message });
  }
  try {
    await keepExample(entry, example);
    sendJson(response, 201, { name: example.name });
  } catch (error) {
    if (!(error instanceof TrussError)) throw error;
    fail({ code: error.code, message: error.message });
  }
}

function readWhole({ request }: RouteCall): Promise<Buffer | RequestFailure> {
  const announcedBytes = Number(request.headers['content-length'] ?? Number.NaN);
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    readBody(request, {
      maxBytes: MAX_BYTES,
      announcedBytes,
      hold: () => true,
      onBody: resolve,
      onRefused: resolve,
    });
  });
}

function toExample(text: string): KeptExample | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value)) return null;
    const { name, method, input, output = null } = value;
    if (typeof name !== 'string' || typeof method !== 'string' || !isJson(input)) return null;
    return output === null || isJson(output) ? { name, method, input, output } : null;
  } catch {
    return null;
  }
}

function isJson(text: unknown): text is string {
  if (typeof text !== 'string') return false;
  JSON.parse(text);
  return true;
}
