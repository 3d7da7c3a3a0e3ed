// How a server grows: more connections, larger bodies, more workers, more models. A cliff shows as a rate that falls, or a wait that rises, out of step.
//
//   npm run growth -- --seconds 3
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { SoakedServer } from './soak/server.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '3' } } });
const forMs = Number(values.seconds) * 1000;

const MODEL = 'class Model:\n    def predict(self, request):\n        return {"bytes": len(request["text"])}\n';

/** Which way a server is pushed, and how far. */
interface Step {
  readonly connections: number;
  readonly bodyBytes: number;
  readonly workers: number;
  /** Models that are served, each of which gets its share. */
  readonly models: number;
}

/** What came of a step. */
interface Figures extends Step {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failures: number;
  readonly frontMiB: number;
}

function step({ connections = 8, bodyBytes = 100, workers = 1, models = 1 }: Partial<Step>): Step {
  return { connections, bodyBytes, workers, models };
}

const STEPS: readonly Step[] = [
  ...[1, 4, 16, 64, 256, 1024].map((connections) => step({ connections })),
  ...[100, 10_000, 1_000_000, 10_000_000, 100_000_000].map((bodyBytes) => step({ bodyBytes, connections: 2 })),
  ...[1, 2, 4].map((workers) => step({ workers, connections: 64 })),
  ...[1, 2, 4, 8, 16, 32].map((models) => step({ models, connections: 64 })),
];

const home = mkdtempSync(join(tmpdir(), 'truss-growth-'));
const figures: Figures[] = [];
try {
  for (const each of STEPS) figures.push(await measure(each));
} finally {
  rmSync(home, { recursive: true, force: true });
}
console.table(figures);

async function measure(pushed: Step): Promise<Figures> {
  const runtime = `runtime: {num_workers: ${pushed.workers}, max_queue: 2000, max_body: 256Mi}\n`;
  const names = Array.from({ length: pushed.models }, (_, number) => `growth-${number}`);
  const files = names.map((name) => ({ 'config.yaml': `model_name: ${name}\n${runtime}`, 'model/model.py': MODEL }));
  const server = await SoakedServer.startSeveral(home, new Map(names.map((name, at) => [name, files[at] ?? {}])));
  const agent = new Agent({ keepAlive: true });
  try {
    const body = Buffer.from(`{"text": "${'x'.repeat(pushed.bodyBytes)}"}`);
    const waits: number[] = [];
    let failures = 0;
    const endAt = performance.now() + forMs;
    const client = async (number: number): Promise<void> => {
      const url = new URL(`/v1/models/growth-${number % pushed.models}:predict`, server.url);
      while (performance.now() < endAt) {
        const beganAt = performance.now();
        if (await ask(url, agent, body)) waits.push(performance.now() - beganAt);
        else failures += 1;
      }
    };
    const beganAt = performance.now();
    await Promise.all(Array.from({ length: pushed.connections }, (_, number) => client(number)));
    const seconds = (performance.now() - beganAt) / 1000;
    waits.sort((a, b) => a - b);
    const at = (share: number): number => Math.round((waits[Math.floor(waits.length * share)] ?? Number.NaN) * 10) / 10;
    const frontMiB = Math.round(server.memory / 2 ** 20);
    const requestsPerSecond = Math.round((waits.length / seconds) * 10) / 10;
    return { ...pushed, requestsPerSecond, p50Ms: at(0.5), p99Ms: at(0.99), failures, frontMiB };
  } finally {
    agent.destroy();
    await server.stop();
  }
}

/** Whether a prediction was answered with the length of what was sent. */
function ask(url: URL, agent: Agent, body: Buffer): Promise<boolean> {
  const headers = { 'content-type': 'application/json', 'content-length': body.length };
  const expected = `{"bytes":${body.length - '{"text": ""}'.length}}`;
  return new Promise((resolve) => {
    const asking = request(url, { agent, method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve(response.statusCode === 200 && text === expected));
      response.on('error', () => resolve(false));
    });
    asking.on('error', () => resolve(false));
    asking.end(body);
  });
}
