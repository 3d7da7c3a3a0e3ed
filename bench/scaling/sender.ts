// Requests to a server, in a closed loop or as they come.
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { Random } from '../soak/random.ts';

/** Where to send what. */
export interface Question {
  readonly port: number;
  readonly path: string;
  readonly body: string;
}

/** Asks from so many connections, each as soon as it is answered; the times in ms. */
export async function askInTurn(question: Question, connections: number, forMs: number): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true });
  const waits: number[] = [];
  const endAt = performance.now() + forMs;
  const client = async (): Promise<void> => {
    while (performance.now() < endAt) waits.push(await ask(question, agent));
  };
  await Promise.all(Array.from({ length: connections }, client));
  agent.destroy();
  return waits;
}

/**
 * So many connections at most: what is due meanwhile waits for one here, as it would in the server's queue. Without a bound a moment
 * of standstill opens thousands, and the queue of the server is full of what its sender could not keep up with.
 */
const MOST_CONNECTIONS = 256;

/** Asks at a rate, without regard to the answers: the times from when each was due, in ms. */
export async function askAtRate(question: Question, rate: number, forMs: number): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS });
  const random = new Random(1);
  const beganAt = performance.now();
  const asked: Promise<number>[] = [];
  for (let dueMs = 0; dueMs < forMs; dueMs += (-Math.log(1 - random.next()) * 1000) / rate) {
    const waitMs = beganAt + dueMs - performance.now();
    // A timer is late by up to a millisecond: what is due within one is sent now.
    if (waitMs > 1) await sleep(waitMs);
    asked.push(ask(question, agent));
  }
  const waits = await Promise.all(asked);
  agent.destroy();
  return waits;
}

function ask({ port, path, body }: Question, agent: Agent): Promise<number> {
  const beganAt = performance.now();
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path, method: 'POST', headers, agent }, (response) => {
      response.resume();
      response.on('end', () => {
        if (response.statusCode === 200) resolve(performance.now() - beganAt);
        else reject(new Error(`${path} answered ${response.statusCode}`));
      });
    });
    call.on('error', reject);
    call.end(body);
  });
}
