// One server under measurement: started as a process of its own, ready when it gives the right answer.
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** How to start a server that serves the no-op model on a port. */
export interface Contender {
  readonly name: string;
  /** The route that predicts. */
  readonly path: string;
  readonly command: (port: number) => readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A server that has answered once. `startMs` is the time from the command to its first right answer. */
export interface Started {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
  /** Of the route that predicts. */
  readonly url: string;
  readonly startMs: number;
  stop(): Promise<void>;
}

const patienceMs = 60_000;

/** A port of 127.0.0.1 that nobody listens on at the moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Starts a contender and waits for its first right answer, asked for every 5 ms. */
export async function start(contender: Contender): Promise<Started> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}${contender.path}`;
  const began = performance.now();
  const [file = '', ...rest] = contender.command(port);
  const child = spawn(file, rest, {
    env: { ...process.env, ...contender.environment },
    stdio: 'ignore',
  });
  try {
    while (!(await answers(url))) {
      if (child.exitCode !== null || performance.now() - began > patienceMs) {
        throw new Error(`${contender.name} did not start; by hand: ${[file, ...rest].join(' ')}`);
      }
      await wait(5);
    }
  } catch (error) {
    await stop(child);
    throw error;
  }
  const startMs = performance.now() - began;
  return { name: contender.name, pid: child.pid ?? 0, port, url, startMs, stop: () => stop(child) };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: '{"inputs": [[5.1, 3.5, 1.4, 0.2]]}',
      headers: { 'content-type': 'application/json', connection: 'close' },
    });
    return response.ok && (await response.text()) === '{"predictions":[1]}';
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(timer);
}
