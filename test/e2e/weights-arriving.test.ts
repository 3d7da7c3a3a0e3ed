// Models that are served while their large files still arrive.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Fault } from '../support/file-server.ts';
import { freePort } from '../support/free-port.ts';
import type { HubServer } from '../support/hub-server.ts';
import { serveHub } from '../support/hub-server.ts';
import type { RunningTruss } from '../support/truss-scenario.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
/** Where the places of a container are on this machine. */
const mounts = mkdtempSync(join(tmpdir(), 'truss-mounts-'));
const MB = 1_000_000;
let hub: HubServer;

beforeAll(async () => void (hub = await serveHub()));
afterAll(async () => {
  await Promise.all([hub.close(), scenario.close()]);
  rmSync(mounts, { recursive: true, force: true });
});

/** Waits for its files itself, as models of today's Truss do. */
const WAITS = `
class Model:
    def __init__(self, context, lazy_data_resolver):
        print("begun", flush=True)
        self.weights = context.weights
        self.resolver = lazy_data_resolver

    def load(self):
        self.resolver.block_until_download_complete()
        self.bytes = sum(path.stat().st_size for path in self.weights["large"].iterdir())

    def predict(self, request):
        return self.bytes
`;

/** Asks for the one that it needs. */
const ASKS = WAITS.replace('self.resolver.block_until_download_complete()', '"block_until_download_complete"');

/** Takes them for granted. */
const TRUSTS = ASKS.replace('"block_until_download_complete"', 'pass');

interface Served {
  readonly running: RunningTruss;
  readonly url: string;
  /** Status and body of the readiness. */
  readonly readiness: () => Promise<readonly [number, string]>;
}

/** Serves a truss whose weights, of this name in the hub, lack in the store. */
async function serve(name: string, model: string): Promise<Served> {
  const port = await freePort();
  const source = `hf://org/${name}@main`;
  scenario.write({
    [`${name}/config.yaml`]: `model_name: m\nweights: [{source: "${source}", mount_location: ${mounts}/large}]\n`,
    [`${name}/model/model.py`]: model,
  });
  const env = { HF_ENDPOINT: hub.url, HF_HOME: join(scenario.directory, 'hf'), HF_TOKEN: '' };
  const running = scenario.start(['serve', name, '--port', String(port)], { env });
  const url = `http://127.0.0.1:${port}`;
  const readiness: Served['readiness'] = async () => {
    const response = await fetch(`${url}/v1/models/m`).catch(() => null);
    return response === null ? [0, ''] : [response.status, await response.text()];
  };
  return { running, url, readiness };
}

/** Bytes that no other test has, so that the store does not. */
function push(name: string, ...faults: Fault[]): void {
  const large = Buffer.alloc(2 * MB, name);
  hub.push(`org/${name}`, { files: { 'config.json': '{}', 'model.safetensors': large } });
  hub.store.fault(createHash('sha256').update(large).digest('hex'), ...faults);
}

/** Stops after 1.25 MB until this resolves. */
function pausedUntil(until: Promise<unknown>): Fault {
  return { kind: 'paused', after: 1.25 * MB, until };
}

describe('while large files arrive', () => {
  it.each([
    ['waits', WAITS],
    ['asks', ASKS],
  ])('a model that %s for them loads, and readiness says how far they are', async (name, model) => {
    const rest = Promise.withResolvers<void>();
    push(name, pausedUntil(rest.promise));
    const { running, url, readiness } = await serve(name, model);
    await running.untilPrinted(/begun/);
    const [status, body] = await expect
      .poll(readiness, { timeout: 20_000 })
      .toEqual([503, expect.stringContaining('it is loading: 1.3 of 2.0 MB of its weights are there')])
      .then(readiness);
    expect([status, JSON.parse(body)]).toMatchObject([503, { ready: false }]);
    expect((await fetch(`${url}/v2/health/live`)).status).toBe(200);
    rest.resolve();
    await expect.poll(async () => (await readiness())[0], { timeout: 20_000 }).toBe(200);
    const answer = await fetch(`${url}/v1/models/m:predict`, { method: 'POST', body: '{}' });
    expect(await answer.json()).toBe(2 * MB + 2);
    running.signal('SIGTERM');
    expect(await running.ended).toMatchObject({ code: 0 });
  });

  it('a model that takes them for granted begins when they are there', async () => {
    const rest = Promise.withResolvers<void>();
    push('trusts', pausedUntil(rest.promise));
    const { running, readiness } = await serve('trusts', TRUSTS);
    await expect
      .poll(readiness, { timeout: 20_000 })
      .toEqual([503, expect.stringContaining('1.3 of 2.0 MB of its weights are there')]);
    let hasBegun = false;
    void running.untilPrinted(/begun/).then(() => (hasBegun = true));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(hasBegun).toBe(false);
    rest.resolve();
    await expect.poll(async () => (await readiness())[0], { timeout: 20_000 }).toBe(200);
    running.signal('SIGTERM');
    expect(await running.ended).toMatchObject({ code: 0, stderr: expect.stringMatching(/Fetching weights: .* MB/) });
  });

  it.each([
    ['damaged-waits', WAITS],
    ['damaged-trusts', TRUSTS],
  ])('what cannot be fetched ends the start with source and file: %s', async (name, model) => {
    push(name, ...Array.from({ length: 20 }, () => ({ kind: 'flipped' }) as const));
    const { running } = await serve(name, model);
    const { code, stderr } = await running.ended;
    expect(code).toBe(1);
    expect(stderr).toContain(`org/${name}`);
    expect(stderr).toContain('model.safetensors');
    // Once, beside the log's line.
    expect(stderr.split('\n').filter((line) => line.startsWith('✖')).length).toBe(1);
  });

  it.each(['SIGINT', 'SIGKILL'] as const)('%s ends it, and what has come is kept for the next time', async (signal) => {
    const name = `left-${signal.toLowerCase()}`;
    push(name, pausedUntil(new Promise<void>(() => {})));
    const { running, readiness } = await serve(name, WAITS);
    await expect
      .poll(readiness, { timeout: 20_000 })
      .toEqual([503, expect.stringContaining('1.3 of 2.0 MB of its weights are there')]);
    running.signal(signal);
    await running.ended;
    hub.store.seen.length = 0;
    const env = { HF_ENDPOINT: hub.url, HF_HOME: join(scenario.directory, 'hf'), HF_TOKEN: '' };
    expect((await scenario.run(['weights', 'pull', name], { env })).code).toBe(0);
    expect(hub.store.seen.at(-1)?.headers.range).toMatch(/^bytes=\d{6,}-$/);
  });
});
