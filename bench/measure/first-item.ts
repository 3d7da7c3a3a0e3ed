// How long a stream's reader waits for the first of it.
import { request } from 'node:http';

import type { Question } from './contender.ts';

/** Milliseconds from the request to the first bytes of the body; the rest is read, too. */
export async function firstItemMs(port: number, { path, headers, body }: Question): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const began = performance.now();
  let firstAt = Number.NaN;
  const asked = request({ host: '127.0.0.1', port, path, method: 'POST', headers }, (response) => {
    response.once('data', () => (firstAt = performance.now()));
    response.on('end', () => resolve(firstAt - began)).on('error', reject);
    response.resume();
  });
  asked.on('error', reject);
  asked.end(body);
  return promise;
}
