// A server under soak: a process of its own, what it has, and those of its workers that can be killed.
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { memoryOf } from '../measure/memory.ts';
import type { Holdings } from './judge.ts';

const root = resolve(import.meta.dirname, '../..');

/** How long whatever has to come may take, on the busiest machine. */
const PATIENCE_MS = 60_000;

/** A model that is served. */
export class SoakedServer {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  readonly #child: ChildProcess;
  /** All processes that it was ever seen to have. */
  readonly #seen = new Set<number>();
  #stopped: Promise<number[]> | null = null;

  private constructor(name: string, url: string, child: ChildProcess) {
    this.name = name;
    this.url = url;
    this.port = Number(new URL(url).port);
    this.#child = child;
  }

  /** Writes a truss below `home`, and serves it. `more`: options of `truss serve`. Rejects where the server ends before it listens. */
  static start(
    home: string,
    name: string,
    files: Readonly<Record<string, string>>,
    more: readonly string[] = [],
  ): Promise<SoakedServer> {
    return SoakedServer.startSeveral(home, new Map([[name, files]]), more);
  }

  /** The same with several trusses, by their names. */
  static async startSeveral(
    home: string,
    trusses: ReadonlyMap<string, Readonly<Record<string, string>>>,
    more: readonly string[] = [],
  ): Promise<SoakedServer> {
    for (const [name, files] of trusses) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(home, name, path)), { recursive: true });
        writeFileSync(join(home, name, path), text);
      }
    }
    const [name = ''] = trusses.keys();
    const folders = [...trusses.keys()].map((each) => join(home, each));
    const words = [join(root, 'src/cli/main.ts'), 'serve', ...folders, '--port', '0', '--json', ...more];
    const python = process.env['TRUSS_TEST_PYTHON'] ?? join(root, '.venv-dev/bin/python');
    const child = spawn(process.execPath, words, {
      env: { ...process.env, TRUSS_HOME: home, TRUSS_PYTHON: python, TRUSS_UV: join(root, '.venv-dev/bin/uv') },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      return new SoakedServer(name, await announcedUrl(child), child);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  /** Its children, and what it has open. */
  get holdings(): Holdings {
    const descriptors = readdirSync(`/proc/${this.#pid}/fd`).length;
    return { descriptors, children: this.#children().length };
  }

  /** Resident memory of its own process, in bytes. */
  get memory(): number {
    const kilobytes = /^VmRSS:\s+(?<kb>\d+)/m.exec(readFileSync(`/proc/${this.#pid}/status`, 'utf8'))?.groups?.['kb'];
    return Number(kilobytes) * 1024;
  }

  /** Memory of all its processes, in bytes: pages that several share count once in all. */
  get memoryOfAll(): number {
    return memoryOf(this.#pid) * 1e6;
  }

  /** Kills one of its workers; `random` chooses, from 0 to below 1. Resolves when as many take requests as before. */
  async killWorker(random: number): Promise<void> {
    const workers = this.#children().filter((pid) => commandOf(pid).includes('truss_worker'));
    const pid = workers[Math.floor(random * workers.length)];
    const restarts = await this.gauge('truss_worker_restarts_total');
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    const endAt = performance.now() + PATIENCE_MS;
    while ((await this.gauge('truss_worker_restarts_total')) === restarts && performance.now() < endAt) await sleep(10);
    while (!(await this.isWhole()) && performance.now() < endAt) await sleep(10);
  }

  /** Whether every worker takes requests. */
  async isWhole(): Promise<boolean> {
    return (await this.gauge('truss_workers_ready')) === (await this.gauge('truss_workers'));
  }

  /** The sum of a metric over its labels. */
  async gauge(name: string): Promise<number> {
    return [...(await this.metrics(name)).values()].reduce((sum, value) => sum + value, 0);
  }

  /** The samples of a metric, by their labels. */
  async metrics(name: string): Promise<ReadonlyMap<string, number>> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const samples = text.split('\n').filter((line) => line.startsWith(`${name}{`));
    return new Map(samples.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
  }

  /** Asks it to end, and gives which of its processes are left when it has. May be called again. */
  stop(): Promise<number[]> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<number[]> {
    this.#children();
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), PATIENCE_MS);
    await gone;
    clearTimeout(timer);
    // What was killed is gone a moment later.
    const endAt = performance.now() + PATIENCE_MS;
    while (this.#alive().length > 0 && performance.now() < endAt) await sleep(20);
    return this.#alive();
  }

  get #pid(): number {
    return this.#child.pid ?? 0;
  }

  #alive(): number[] {
    return [...this.#seen].filter((pid) => commandOf(pid).includes('truss'));
  }

  #children(): number[] {
    const threads = readdirSync(`/proc/${this.#pid}/task`);
    const lists = threads.map((thread) => readFileSync(`/proc/${this.#pid}/task/${thread}/children`, 'utf8'));
    const pids = lists.join(' ').split(/\s+/).filter(Boolean).map(Number);
    for (const pid of pids) this.#seen.add(pid);
    return pids;
  }
}

/** What a process was started with; empty of one that is gone, or only waits for its parent to take note of that. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

async function announcedUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the server has no output');
  const timer = setTimeout(() => child.kill('SIGKILL'), 2 * PATIENCE_MS);
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /"url":"(?<url>[^"]+)"/.exec(line)?.groups?.['url'];
    if (url === undefined) continue;
    clearTimeout(timer);
    child.stdout.resume();
    return url;
  }
  throw new Error(
    'the server ended before it listened: see what `truss serve` says of the trusses in bench/soak/model.ts',
  );
}
