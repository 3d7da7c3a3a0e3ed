// One measured run of unary gRPC calls, all with the same bytes: by h2load, since a client in JavaScript would take more of the processors
// than the servers that are measured.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Client, credentials } from '@grpc/grpc-js';

import type { Load } from './load.ts';

/** What is called again and again. */
export interface GrpcRequest {
  readonly port: number;
  /** `/package.Service/Method`. */
  readonly method: string;
  readonly message: Uint8Array;
}

const run = promisify(execFile);

const PREFIX_BYTES = 5;

/**
 * Loads a server over one connection with so many calls at once for so many seconds. Needs `h2load` on the PATH.
 *
 * @throws {Error} where a client of gRPC gets no answer: h2load reads the status of HTTP alone
 */
export async function loadGrpc(request: GrpcRequest, calls: number, seconds: number): Promise<Load> {
  await callOnce(request);
  const directory = mkdtempSync(join(tmpdir(), 'grpc-load-'));
  try {
    const [body, log] = [join(directory, 'body'), join(directory, 'log')];
    writeFileSync(body, framed(request.message));
    const headers = ['-H', 'content-type: application/grpc', '-H', 'te: trailers'];
    const words = ['-t1', '-c1', `-m${calls}`, `-D${seconds}`, `-d${body}`, `--log-file=${log}`, ...headers];
    const { stdout } = await run('h2load', [...words, `http://127.0.0.1:${request.port}${request.method}`]);
    return readLog(readFileSync(log, 'utf8'), stdout, seconds);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Of each call a line: when it began, the status of HTTP, and how long it took, in microseconds. */
function readLog(log: string, said: string, seconds: number): Load {
  const lines = log.split('\n').filter((line) => line !== '');
  const latencies = lines
    .filter((line) => line.split('\t')[1] === '200')
    .map((line) => Number(line.split('\t')[2]) / 1000);
  if (latencies.length === 0) throw new Error(`h2load said:\n${said}`);
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  const requests = latencies.length;
  const failures = lines.length - requests;
  return { requests, requestsPerSecond: requests / seconds, p50Ms: at(0.5), p99Ms: at(0.99), failures };
}

function framed(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

async function callOnce({ port, method, message }: GrpcRequest): Promise<void> {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const asIs = (bytes: Buffer): Buffer => bytes;
  try {
    await new Promise<void>((resolve, reject) => {
      client.makeUnaryRequest(method, asIs, asIs, Buffer.from(message), (error) =>
        error === null ? resolve() : reject(error),
      );
    });
  } finally {
    client.close();
  }
}
