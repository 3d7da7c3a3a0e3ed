// A server of one file over HTTPS, on the address of the node. Half-way it waits for as long as DIRECTORY/held is there; which requests came
// stands in DIRECTORY/asked. It ends with stdin.
//   node serve-weights.ts DIRECTORY PORT
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [directory = '', port = '0'] = process.argv.slice(2);

/** It comes in so many, with time between them for whoever tells how much is there. */
const PIECES = 10;
const PAUSE_MS = 150;

const tls = { key: readFileSync(join(directory, 'key.pem')), cert: readFileSync(join(directory, 'ca.pem')) };
const server = createServer(tls, (request, response) => void answer(request, response)).listen(Number(port));
process.stdin.resume().once('end', () => {
  server.close();
  server.closeAllConnections();
});

async function answer({ method, headers, url }: IncomingMessage, response: ServerResponse): Promise<void> {
  response.on('error', () => undefined);
  appendFileSync(join(directory, 'asked'), `${method} ${url}\n`);
  const bytes = readFileSync(join(directory, 'file'));
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
  const range = from === 0 ? {} : { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
  response.writeHead(from === 0 ? 200 : 206, {
    'accept-ranges': 'bytes',
    'content-length': bytes.length - from,
    ...range,
  });
  const size = Math.ceil(bytes.length / PIECES);
  for (let at = from; at < bytes.length && !response.destroyed; at += size) {
    while (at >= bytes.length / 2 && existsSync(join(directory, 'held'))) await sleep(PAUSE_MS);
    response.write(bytes.subarray(at, at + size));
    await sleep(PAUSE_MS);
  }
  response.end();
}
