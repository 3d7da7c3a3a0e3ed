// One server under measurement: started as a process of its own, ready when it gives the right answer.
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import { familyOf } from './cpu-time.ts';

/** What a server is asked, and what it has to answer. */
export interface Question {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly isRight: (answer: string) => boolean;
}

/** Where a server is to listen; most need but the first. */
export interface Ports {
  readonly port: number;
  readonly grpcPort: number;
  readonly metricsPort: number;
}

/** How a server is started. */
export interface Launch {
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly directory?: string;
}

/** Who is measured. */
export interface Contender {
  readonly name: string;
  readonly question: Question;
  readonly launch: (ports: Ports) => Launch;
}

/** A server that has answered once. `startMs` is the time from the command to its first right answer. */
export interface Started extends Ports {
  readonly name: string;
  readonly pid: number;
  /** Of the question. */
  readonly url: string;
  readonly startMs: number;
  /** Stops it where it stands, so that it takes nothing from who is measured meanwhile; some poll all the time. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

const PATIENCE_MS = 120_000;

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
export async function start({ name, question, launch }: Contender): Promise<Started> {
  const ports = { port: await freePort(), grpcPort: await freePort(), metricsPort: await freePort() };
  const url = `http://127.0.0.1:${ports.port}${question.path}`;
  const { command, environment, directory } = launch(ports);
  const began = performance.now();
  const [file = '', ...rest] = command;
  const child = spawn(file, rest, { cwd: directory, env: { ...process.env, ...environment }, stdio: 'ignore' });
  try {
    while (!(await answers(url, question))) {
      if (child.exitCode !== null || performance.now() - began > PATIENCE_MS) {
        throw new Error(`${name} did not start; by hand: ${command.join(' ')}`);
      }
      await wait(5);
    }
  } catch (error) {
    await stop(child);
    throw error;
  }
  const startMs = performance.now() - began;
  const { pid = 0 } = child;
  const signal = (which: NodeJS.Signals): void => familyOf(pid).forEach((member) => send(member, which));
  const pause = (): void => signal('SIGSTOP');
  const resume = (): void => signal('SIGCONT');
  return { name, pid, ...ports, url, startMs, pause, resume, stop: () => stop(child) };
}

async function answers(url: string, { headers, body, isRight }: Question): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: new Uint8Array(body),
      headers: { ...headers, connection: 'close' },
    });
    const answer = await response.text();
    if (response.ok && !isRight(answer)) throw new WrongAnswer(`${url} answers ${answer.slice(0, 300)}`);
    return response.ok;
  } catch (error) {
    // Not there yet, or not ready.
    if (error instanceof WrongAnswer) throw error;
    return false;
  }
}

class WrongAnswer extends Error {}

async function stop(child: ChildProcess): Promise<void> {
  const { pid = 0 } = child;
  const family = familyOf(pid);
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    for (const member of family) send(member, 'SIGCONT');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
    await gone;
    clearTimeout(timer);
  }
  // Some leave what they have started behind.
  for (const member of family) send(member, 'SIGKILL');
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}
