// What the bench of images runs, and how long that takes.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** Where a command runs, and with which variables. */
export interface Place {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Runs a program to its end, and gives what it wrote to stdout. */
export function run(program: string, words: readonly string[], { cwd, env }: Place): string {
  const { status, stdout, stderr, error } = spawnSync(program, words, { cwd, env, maxBuffer: 2 ** 28 });
  if (error !== undefined) throw error;
  if (status === 0) return String(stdout);
  const said = [stdout, stderr].map((bytes) => String(bytes).split('\n').slice(-25).join('\n'));
  throw new Error(`${program} ${words.join(' ')} ended with ${status}: ${said.join('\n')}`);
}

/** The seconds that something took. */
export function timed(work: () => void): number {
  const startedAt = performance.now();
  work();
  return (performance.now() - startedAt) / 1000;
}

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

/** A port of this machine that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

const POLL_MS = 5;
const TIMEOUT_MS = 120_000;

/** The seconds from a program's start to the first answer that is right; the program is stopped then. */
export async function untilRight(
  { program, words, place }: { readonly program: string; readonly words: readonly string[]; readonly place: Place },
  ask: () => Promise<boolean>,
): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(program, words, { ...place, stdio: 'ignore' });
  const ended = once(child, 'exit');
  try {
    while (!(await ask().catch(() => false))) {
      if (child.exitCode !== null || performance.now() - startedAt > TIMEOUT_MS) {
        throw new Error(`${program} ${words.join(' ')} does not answer`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return (performance.now() - startedAt) / 1000;
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}
