// Prometheus itself, which scrapes what a test serves.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

import { onTestFinished } from 'vitest';

import { unpackDebianPackages } from './debian-packages.ts';
import { freePort } from './free-port.ts';

/** Kept between runs: 95 MB. */
const CACHE = path.resolve(import.meta.dirname, '../../.cache/prometheus');

/** One series that a query found: its labels, and its value now. */
interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** A running Prometheus. */
export interface Prometheus {
  /** Resolves with what became of the first scrape: `up`, or why the target is down. */
  scraped(): Promise<string>;
  /** What a query finds; rejects with what Prometheus says of one that it does not understand. */
  query(query: string): Promise<readonly Series[]>;
  /** The names of the labels that the series of a metric have. */
  labels(metric: string): Promise<readonly string[]>;
}

/** Prometheus, and what checks the format of expositions for it. */
interface Programs {
  readonly program: string;
  readonly checker: string;
}

/** The programs, or why they cannot be had here. */
export async function findPrometheus(): Promise<Programs | { readonly reason: string }> {
  try {
    for (const program of ['prometheus', 'promtool']) await promisify(execFile)(program, ['--version']);
    return { program: 'prometheus', checker: 'promtool' };
  } catch {
    return unpackPrometheus();
  }
}

async function unpackPrometheus(): Promise<Programs | { readonly reason: string }> {
  try {
    if (!existsSync(CACHE)) await unpackDebianPackages(CACHE, { packages: ['prometheus'] });
    return { program: path.join(CACHE, 'usr/bin/prometheus'), checker: path.join(CACHE, 'usr/bin/promtool') };
  } catch (error) {
    return { reason: `Prometheus cannot be had here: ${String(error)}` };
  }
}

/** Starts it, with one target; it ends with the test. */
export async function startPrometheus(program: string, target: string): Promise<Prometheus> {
  const directory = mkdtempSync(path.join(tmpdir(), 'truss-prometheus-'));
  const config = path.join(directory, 'prometheus.yml');
  writeFileSync(
    config,
    `scrape_configs: [{ job_name: truss, scrape_interval: 1s, static_configs: [{ targets: ["${target}"] }] }]\n`,
  );
  const port = await freePort();
  const words = [`--config.file=${config}`, `--storage.tsdb.path=${directory}/data`];
  const child = spawn(program, [...words, `--web.listen-address=127.0.0.1:${port}`], { stdio: 'ignore' });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    rmSync(directory, { recursive: true });
  });
  const ask = async (route: string): Promise<unknown> => {
    const answer = (await (await fetch(`http://127.0.0.1:${port}/api/v1/${route}`)).json()) as Answer;
    if (answer.status === 'error') throw new Error(answer.error);
    return answer.data;
  };
  return {
    async scraped() {
      for (;;) {
        const { activeTargets = [] } = ((await ask('targets').catch(() => null)) ?? {}) as Targets;
        const [first] = activeTargets;
        if (first !== undefined && first.health !== 'unknown') return first.lastError || first.health;
        // There is no event for a scrape.
        await setTimeout(100);
      }
    },
    async query(query) {
      const found = (await ask(`query?query=${encodeURIComponent(query)}`)) as { result: readonly Series[] };
      return found.result;
    },
    async labels(metric) {
      return (await ask(`labels?match[]=${encodeURIComponent(metric)}`)) as readonly string[];
    },
  };
}

/** What its API answers. */
type Answer =
  | { readonly status: 'success'; readonly data: unknown }
  | { readonly status: 'error'; readonly error: string };

interface Targets {
  readonly activeTargets?: readonly { readonly health: string; readonly lastError: string }[];
}
