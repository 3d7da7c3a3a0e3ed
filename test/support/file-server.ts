// A server of files as the web has them: ETags, ranges, redirections; and on demand everything that can go wrong on the way.
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to an answer instead of what should. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** The connection is cut after so many bytes of the body. */
  | { readonly kind: 'cut'; readonly after: number }
  /** The body stops after so many bytes, and the connection stays open. */
  | { readonly kind: 'stall'; readonly after: number }
  /** The body stops after so many bytes, and goes on when this resolves. */
  | { readonly kind: 'paused'; readonly after: number; readonly until: Promise<unknown> }
  /** The bytes are others than they should be. */
  | { readonly kind: 'flipped' }
  /** The head says another length than the file has, and the body has that length. */
  | { readonly kind: 'length'; readonly bytes: number }
  /** The answer begins when this resolves. */
  | { readonly kind: 'late'; readonly until: Promise<unknown> };

/** A request that came. */
interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

/** Bytes behind a path. */
interface ServedBytes {
  readonly bytes: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers a request with bytes, or by itself: then it gives null. */
export type FileRoute = (request: IncomingMessage, response: ServerResponse) => ServedBytes | null;

/** A server that runs. */
export interface FileServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** In the order in which they came. */
  readonly seen: SeenRequest[];
  /** What happens to the next requests of a path (the first that is a part of theirs), one after another. */
  fault(path: string, ...faults: Fault[]): void;
  close(): Promise<void>;
}

/** Serves what a route gives, until it is closed. */
export async function serveFiles(route: FileRoute): Promise<FileServer> {
  const seen: SeenRequest[] = [];
  const faults: { readonly path: string; readonly fault: Fault }[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    seen.push({ method: request.method ?? '', path, headers: request.headers });
    const at = faults.findIndex((each) => path.includes(each.path));
    const [next] = at === -1 ? [] : faults.splice(at, 1);
    void answer(request, response, { route, fault: next?.fault ?? null });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    fault: (path, ...more) => faults.push(...more.map((fault) => ({ path, fault }))),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

interface Plan {
  readonly route: FileRoute;
  readonly fault: Fault | null;
}

async function answer(request: IncomingMessage, response: ServerResponse, { route, fault }: Plan): Promise<void> {
  response.on('error', () => undefined);
  if (fault?.kind === 'late') await fault.until;
  if (fault?.kind === 'status') {
    response.writeHead(fault.status, fault.headers).end();
    return;
  }
  const served = route(request, response);
  if (served === null) return;
  const { bytes, head, status } = ranged(request, served);
  if (fault?.kind === 'length') {
    response.writeHead(200, { ...head, 'content-length': fault.bytes }).end(Buffer.alloc(fault.bytes));
    return;
  }
  response.writeHead(status, { ...head, 'content-length': bytes.length });
  if (request.method === 'HEAD') response.end();
  else if (fault?.kind === 'cut') response.write(bytes.subarray(0, fault.after), () => response.socket?.destroySoon());
  else if (fault?.kind === 'stall') response.write(bytes.subarray(0, fault.after));
  else if (fault?.kind === 'paused') {
    response.write(bytes.subarray(0, fault.after));
    await fault.until;
    response.end(bytes.subarray(fault.after));
  } else response.end(fault?.kind === 'flipped' ? flipped(bytes) : bytes);
}

/** The part that is asked for, where it is asked of the file as it is. */
function ranged({ headers }: IncomingMessage, { bytes, headers: own }: ServedBytes) {
  const etag = `"${createHash('sha256').update(bytes).digest('hex')}"`;
  const head = { 'accept-ranges': 'bytes', etag, ...own };
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
  const isSame = headers['if-range'] === undefined || headers['if-range'] === etag;
  if (from === 0 || !isSame) return { bytes, head, status: 200 };
  if (from >= bytes.length) return { bytes: Buffer.of(), head, status: 416 };
  const range = { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
  return { bytes: bytes.subarray(from), head: { ...head, ...range }, status: 206 };
}

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1;
  return copy;
}
