// A server of one large file and of a repository of many, as fast as Node can be: what is compared are clients.
//
//   node bench/weights/server.ts BYTES FILES     prints its address
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const [large = 0, count = 0] = process.argv.slice(2).map(Number);
const COMMIT = 'c'.repeat(40);
const PIECE = Buffer.alloc(2 ** 20, 'weights of a model');

/** A quarter of the files is large as hubs see it, the others are configurations. */
const FILES = Array.from({ length: count }, (_, index) => {
  const bytes = Buffer.alloc(index % 4 === 0 ? 4_000_000 : 20_000, `file ${index} `);
  return { path: `part-${String(index).padStart(3, '0')}.safetensors`, bytes, ...digests(bytes) };
});

function digests(bytes: Buffer): { sha256: string; git: string } {
  const git = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  return { sha256: createHash('sha256').update(bytes).digest('hex'), git };
}

const isLarge = ({ bytes }: (typeof FILES)[number]): boolean => bytes.length > 1_000_000;

/** Zeros take no time to make: the same piece, again and again. */
function sendLarge(request: IncomingMessage, response: ServerResponse): void {
  const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const head = { 'content-length': large - from, etag: '"large"', 'accept-ranges': 'bytes' };
  const range = from > 0 ? { 'content-range': `bytes ${from}-${large - 1}/${large}` } : {};
  response.writeHead(from > 0 ? 206 : 200, { ...head, ...range });
  let left = large - from;
  const more = (): void => {
    while (left > 0) {
      const piece = left >= PIECE.length ? PIECE : PIECE.subarray(0, left);
      left -= piece.length;
      if (!response.write(piece)) return void response.once('drain', more);
    }
    response.end();
  };
  if (request.method === 'HEAD') response.end();
  else more();
}

function sendFile(request: IncomingMessage, response: ServerResponse, name: string): void {
  const file = FILES.find(({ path }) => path === name);
  if (file === undefined) return void response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end();
  const etag = `"${isLarge(file) ? file.sha256 : file.git}"`;
  const linked = isLarge(file) ? { 'x-linked-etag': etag, 'x-linked-size': file.bytes.length } : {};
  response.writeHead(200, { 'content-length': file.bytes.length, etag, 'x-repo-commit': COMMIT, ...linked });
  response.end(request.method === 'HEAD' ? undefined : file.bytes);
}

function listed(): object[] {
  return FILES.map((file) => {
    const lfs = isLarge(file) ? { lfs: { oid: file.sha256, size: file.bytes.length, pointerSize: 130 } } : {};
    return { type: 'file', path: file.path, size: file.bytes.length, oid: file.git, ...lfs };
  });
}

const told = {
  _id: '0',
  id: 'org/many',
  modelId: 'org/many',
  sha: COMMIT,
  private: false,
  gated: false,
  disabled: false,
  downloads: 0,
  likes: 0,
  tags: [],
  lastModified: '2026-01-01T00:00:00.000Z',
  siblings: FILES.map(({ path }) => ({ rfilename: path })),
};

const server = createServer((request, response) => {
  const path = new URL(request.url ?? '', 'http://bench').pathname;
  if (path === '/large.safetensors') sendLarge(request, response);
  else if (path.startsWith('/api/models/org/many/tree/')) response.end(JSON.stringify(listed()));
  else if (path.startsWith('/api/models/org/many')) response.end(JSON.stringify(told));
  else sendFile(request, response, path.slice(path.lastIndexOf('/') + 1));
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
