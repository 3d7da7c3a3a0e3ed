// One measured run of unary gRPC calls, all with the same bytes.
import { Client, credentials } from '@grpc/grpc-js';

import type { Load } from './load.ts';

/** What is called again and again. */
export interface GrpcRequest {
  readonly port: number;
  /** `/package.Service/Method`. */
  readonly method: string;
  readonly message: Uint8Array;
}

const asIs = (bytes: Buffer): Buffer => bytes;

/** Loads a server over one connection with so many calls at once for so many seconds. */
export async function loadGrpc({ port, method, message }: GrpcRequest, calls: number, seconds: number): Promise<Load> {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const latencies: number[] = [];
  let failures = 0;
  const began = performance.now();
  const end = began + seconds * 1000;
  const call = (): Promise<boolean> =>
    new Promise((done) => {
      client.makeUnaryRequest(method, asIs, asIs, Buffer.from(message), (error) => done(error === null));
    });
  const callUntilEnd = async (): Promise<void> => {
    for (let started = performance.now(); started < end; started = performance.now()) {
      if (await call()) latencies.push(performance.now() - started);
      else failures += 1;
    }
  };
  await Promise.all(Array.from({ length: calls }, callUntilEnd));
  const elapsed = (performance.now() - began) / 1000;
  client.close();
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  const requests = latencies.length;
  return { requests, requestsPerSecond: requests / elapsed, p50Ms: at(0.5), p99Ms: at(0.99), failures };
}
