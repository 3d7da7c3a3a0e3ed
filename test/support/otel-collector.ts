// OpenTelemetry's own collector, which takes what a test exports, and hands it on as JSON.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

import { onTestFinished } from 'vitest';

import { freePort } from './free-port.ts';

const SOURCES = path.join(import.meta.dirname, 'otel-collector');

/** Kept between runs: it takes minutes to build. */
const PROGRAM = path.resolve(import.meta.dirname, '../../.cache/otel-collector/collector');

/** Two minutes of a processor, which other tests may have, and 250 MB from the proxy of Go's modules. */
const BUILD_WITHIN_MS = 900_000;

/** A collector that runs. */
export interface Collector {
  /** What stands in OTEL_EXPORTER_OTLP_ENDPOINT, for OTLP over HTTP, and over gRPC. */
  readonly http: string;
  readonly grpc: string;
}

/** The program, built where it is not there yet; or why it cannot be had here. */
export async function findCollector(): Promise<{ readonly program: string } | { readonly reason: string }> {
  if (existsSync(PROGRAM)) return { program: PROGRAM };
  const half = `${PROGRAM}.${process.pid}`;
  try {
    await mkdir(path.dirname(PROGRAM), { recursive: true });
    const words = ['build', '-trimpath', '-ldflags', '-s -w', '-o', half, '.'];
    // Not another Go than the one that is here: that would be fetched first.
    const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly' };
    await promisify(execFile)('go', words, { cwd: SOURCES, env, timeout: BUILD_WITHIN_MS });
    await rename(half, PROGRAM);
    return { program: PROGRAM };
  } catch (error) {
    return { reason: `the collector cannot be built here: ${String(error).split('\n', 1)[0]}` };
  }
}

/** Starts it, with somebody to hand spans on to; it ends with the test. */
export async function startCollector(program: string, handOnTo: string): Promise<Collector> {
  const [http, grpc] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const config = {
    receivers: { otlp: { protocols: { http: { endpoint: http }, grpc: { endpoint: grpc } } } },
    exporters: { otlphttp: { endpoint: handOnTo, encoding: 'json', compression: 'none', tls: { insecure: true } } },
    service: {
      pipelines: { traces: { receivers: ['otlp'], exporters: ['otlphttp'] } },
      telemetry: { metrics: { level: 'none' } },
    },
  };
  // JSON is YAML, too.
  const child = spawn(program, ['--config', `yaml:${JSON.stringify(config)}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  while (!log.includes('Everything is ready')) {
    if (child.exitCode !== null) throw new Error(`the collector has ended:\n${log}`);
    await setTimeout(20);
  }
  return { http: `http://${http}`, grpc: `http://${grpc}` };
}
