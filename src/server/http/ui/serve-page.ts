// The routes of the playground that only read.
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

import { version } from '../../../core/version.ts';
import { sendFailure } from '../answer/send.ts';
import type { RouteCall } from '../exchange/route-call.ts';
import type { PageFile } from './page-files.ts';
import { INDEX, readPageFiles } from './page-files.ts';
import { isKept, pageCoding, pageHeaders } from './page-headers.ts';

const unpack = promisify(gunzip);

/** Read when the first page is asked for, since most servers never show one. */
let files: Promise<ReadonlyMap<string, PageFile>> | null = null;

/** `GET /ui`: the page is one level below, so that it finds its files beside itself whatever a proxy puts before its path. */
export function servePageAddress(call: RouteCall): void {
  if (!call.context.page.isServed) return refuse(call);
  const headers = ['Location', 'ui/', 'Content-Length', '0'];
  call.response.writeHead(308, headers);
  call.response.end();
}

/** `GET /ui/` and `/ui/{file}`. */
export async function servePageFile(call: RouteCall): Promise<void> {
  const { context, request, response, parameters } = call;
  if (!context.page.isServed) return refuse(call);
  const name = parameters['file'] ?? INDEX;
  files ??= readPageFiles();
  const file = (await files).get(name);
  if (file === undefined) {
    const message = 'The playground has no such file; it begins at /ui/';
    return sendFailure(call, { failure: { code: 'ROUTE_NOT_FOUND', message } });
  }
  const headers = pageHeaders(name, file);
  if (isKept(request, file)) {
    response.writeHead(304, headers);
    response.end();
    return;
  }
  const coding = pageCoding(request);
  const body = coding === 'br' ? file.brotli : coding === 'gzip' ? file.gzip : await unpack(file.gzip);
  if (coding !== null) headers.push('Content-Encoding', coding);
  response.writeHead(200, [...headers, 'Content-Length', String(body.length)]);
  response.end(body);
}

/** `GET /ui/server.json`: what the page has to know of the server before it asks for anything. */
export function servePageSettings(call: RouteCall): void {
  const { context, response } = call;
  if (!context.page.isServed) return refuse(call);
  const settings = {
    version,
    needsToken: context.gate.isGuarded,
    keepsExamples: context.dev && context.page.keepExample !== null,
  };
  const body = Buffer.from(JSON.stringify(settings));
  const length = String(body.length);
  response.writeHead(200, [
    'Content-Type',
    'application/json',
    'Content-Length',
    length,
    'Cache-Control',
    'no-store',
    'X-Content-Type-Options',
    'nosniff',
  ]);
  response.end(body);
}

function refuse(call: RouteCall): void {
  const message = 'This server has no playground: it is not for this machine alone, and was started without --ui';
  sendFailure(call, { failure: { code: 'ROUTE_NOT_FOUND', message } });
}
