// The first thing that sees a request: whose it is stands in its path, or in its body.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import { longerThan } from '../../core/inference/body-refusals.ts';
import type { OrRefusal } from '../../core/inference/refusal.ts';
import { isRefusal } from '../../core/inference/refusal.ts';
import { methodOfPath } from '../../core/protocols/method-paths.ts';
import { namedModel } from '../../core/protocols/named-model.ts';
import { plainPath } from '../../core/protocols/plain-path.ts';
import { findModel } from '../../server/http/openai/find-model.ts';
import { forward, tunnel } from './forward.ts';
import { refuse } from './refuse.ts';
import type { Target, Targets } from './targets.ts';
import { answerTogether } from './together.ts';

/** Of a request whose body says whose it is: it is held until it is all there. The server's own bound comes behind. */
const MAX_HELD_BYTES = 64 * 2 ** 20;

/** Makes the function that answers every request. */
export function createRouteRequest(targets: Targets): (request: IncomingMessage, response: ServerResponse) => void {
  return function routeRequest(request, response) {
    request.on('error', () => response.destroy());
    route(targets, request, response).catch(() => response.destroy());
  };
}

/** Makes the function that takes a connection which wants to be a WebSocket. */
export function createRouteUpgrade(targets: Targets): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  return function routeUpgrade(request, socket, head) {
    const name = namedModel(request.url ?? '');
    const target = name === null ? undefined : targets.find(name);
    if (target !== undefined && !isRefusal(target)) return tunnel(request, socket, head, target);
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  };
}

async function route(targets: Targets, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { url = '' } = request;
  const name = namedModel(url);
  if (name !== null) return handOn(request, response, targets.find(name));
  const isByBody = request.method === 'POST' && methodOfPath(plainPath(url)) !== null;
  if (isByBody) return routeByBody(targets, request, response);
  if (await answerTogether(targets, request, response)) return;
  const message = `There is no route ${request.method} here that says which model is meant; this port leads to ${targets.listed}, each by its name: /v1/models/NAME:predict, /v2/models/NAME/infer`;
  refuse(response, { code: 'ROUTE_NOT_FOUND', message });
}

function handOn(request: IncomingMessage, response: ServerResponse, target: OrRefusal<Target>, body?: Buffer): void {
  if (isRefusal(target)) refuse(response, target);
  else forward(request, response, target, body);
}

async function routeByBody(targets: Targets, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readWhole(request);
  if (body === null) return refuse(response, longerThan(MAX_HELD_BYTES));
  const name = modelIn(body, request.headers['content-type'] ?? '');
  if (name !== null) return handOn(request, response, targets.find(name), body);
  const message = `The request names no model; this port leads to ${targets.listed}. Say it in \`model\` of the body.`;
  refuse(response, { code: 'REQUEST_INPUT_INVALID', message });
}

/** Null where it is too long. */
async function readWhole(request: IncomingMessage): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > MAX_HELD_BYTES) return null;
  }
  return Buffer.concat(pieces);
}

/** The field of a form, as every client writes it. */
const FIELD = /name="model"(?:\r\n[^\r\n]+)*\r\n\r\n([^\r\n]*)\r\n/;

function modelIn(body: Buffer, contentType: string): string | null {
  if (!/^multipart\/form-data\b/i.test(contentType)) return findModel(body);
  return FIELD.exec(body.toString('latin1'))?.[1] ?? null;
}
