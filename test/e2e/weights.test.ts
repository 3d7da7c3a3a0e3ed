// `truss weights`, and models whose files do not lie in their trusses.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { HubServer } from '../support/hub-server.ts';
import { serveHub } from '../support/hub-server.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
/** Where the places of a container are on this machine. */
const mounts = mkdtempSync(join(tmpdir(), 'truss-mounts-'));
const LARGE = Buffer.alloc(2_000_000, 'weights');
let hub: HubServer;

beforeAll(async () => {
  hub = await serveHub();
  hub.push('org/open', {
    files: { 'config.json': '{"layers": 2}', 'model.safetensors': LARGE, 'notes/read.md': 'text' },
  });
  hub.push('org/hidden', { token: 'hf_right', files: { 'config.json': '{}' } });
  hub.push('org/gated', { isGated: true, files: { 'config.json': '{}' } });
});
afterAll(async () => {
  await Promise.all([hub.close(), scenario.close()]);
  rmSync(mounts, { recursive: true, force: true });
});

function env(more: Record<string, string> = {}): Record<string, string> {
  return { HF_ENDPOINT: hub.url, HF_HOME: join(scenario.directory, 'hf'), HF_TOKEN: '', ...more };
}

const MODEL = `import os


class Model:
    def __init__(self, context, lazy_data_resolver):
        self.weights = context.weights
        self.resolver = lazy_data_resolver

    def load(self):
        self.resolver.block_until_download_complete()

    def predict(self, request):
        found = {}
        for name in self.weights:
            place = self.weights[name]
            found[name] = sorted(os.listdir(place)) if place.is_dir() else place.stat().st_size
        return {"found": found, "mounted": {path: os.path.exists(path) for path in request["paths"]}}
`;

function write(name: string, weights: string): void {
  scenario.write({ [`${name}/config.yaml`]: weights, [`${name}/model/model.py`]: MODEL });
}

const run = (words: string[], more: Record<string, string> = {}) => scenario.run(words, { env: env(more) });

async function json(words: string[], more: Record<string, string> = {}): Promise<Record<string, unknown>> {
  const { stdout, stderr, code } = await run([...words, '--json'], more);
  if (stdout === '') throw new Error(`nothing on stdout, ${code}: ${stderr}`);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('a repository of the hub', () => {
  const source = `weights:\n- source: hf://org/open@main\n  mount_location: ${mounts}/open\n  allow_patterns: ["*.json", "*.safetensors"]\n`;

  it('is pinned, fetched, and found by the model', async () => {
    write('open', source);
    const locked = await json(['weights', 'lock', 'open']);
    expect(locked).toMatchObject({ written: true, files: 2, sources: [{ source: 'hf://org/open@main' }] });
    // Large files are pinned by what the hub says of them.
    expect(hub.store.seen).toEqual([]);
    expect(await json(['weights', 'pull', 'open'])).toMatchObject({ fetched: { files: 1, bytes: LARGE.length } });
    const paths = JSON.stringify({ paths: [`${mounts}/open/model.safetensors`] });
    const { stdout, stderr, code } = await run(['predict', 'open', '-d', paths]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(JSON.parse(stdout)).toEqual({
      found: { open: ['config.json', 'model.safetensors'] },
      mounted: { [`${mounts}/open/model.safetensors`]: true },
    });
  });

  it('is fetched once, for however many trusses', async () => {
    write('other', source.replace('/open\n', '/other\n'));
    hub.store.seen.length = 0;
    const pulled = await json(['weights', 'pull', 'other']);
    expect([pulled['fetched'], hub.store.seen]).toEqual([{ files: 0, bytes: 0 }, []]);
    const [mine] = pulled['weights'] as { path: string }[];
    expect(statSync(join(mine?.path ?? '', 'model.safetensors')).nlink).toBe(3);
  });

  it('is found again without a network', async () => {
    const pulled = await json(['weights', 'pull', 'open', '--offline'], { HF_ENDPOINT: 'http://127.0.0.1:1' });
    expect(pulled['fetched']).toEqual({ files: 0, bytes: 0 });
    expect(
      (await run(['predict', 'open', '-d', '{"paths": []}', '--offline'], { HF_ENDPOINT: 'http://127.0.0.1:1' })).code,
    ).toBe(0);
  });

  it.each([
    [['--offline'], {}, '--offline was given'],
    [[], { HF_HUB_OFFLINE: '1' }, 'HF_HUB_OFFLINE is set'],
  ])('that is missing is said without a network %j', async (words, more, why) => {
    write('missing', `weights: [{source: "hf://org/open@v1", mount_location: ${mounts}/missing}]\n`);
    const { code, stderr } = await run(['weights', 'pull', 'missing', ...words], more);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(`hf://org/open@v1: its list of files is not on this machine, and ${why}.`),
    ]);
  });

  it.each([
    ['weights', 'pull', 'away'],
    ['predict', 'away', '-d', '{"paths": []}'],
    ['serve', 'away', '--port', '0'],
    ['test', 'away'],
  ])('is asked for nothing, and what is missing is named, without a network: %s %s', async (...words) => {
    if (words[0] === 'weights') {
      hub.push('org/away', { files: { 'away.bin': Buffer.alloc(2_000_000, 'away') } });
      write('away', `weights: [{source: "hf://org/away@main", mount_location: ${mounts}/away}]\n`);
      scenario.write({ 'away/examples.yaml': '- name: one\n  input: {paths: []}\n' });
      await json(['weights', 'lock', 'away']);
      expect((await run(['env', 'create', 'away'])).code).toBe(0);
    }
    const asked = [hub, hub.store].map(({ seen }) => seen.length);
    const { code, stderr } = await run([...words, '--offline']);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('hf://org/away@main: away.bin is not on this machine, and --offline was given.'),
    ]);
    expect([hub, hub.store].map(({ seen }) => seen.length)).toEqual(asked);
  });

  it('is refused where the config asks for others than the lock has', async () => {
    write('open', source.replace('"*.json", ', ''));
    const { code, stderr } = await run(['predict', 'open', '-d', '{}']);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('weights.lock does not know weights[0] as the config has it now'),
    ]);
    expect(stderr).toContain('truss weights lock');
    write('open', source);
  });
});

describe('what became of weights', () => {
  const config = `weights: [{source: "hf://org/moving@main", mount_location: ${mounts}/moving}]\n`;
  const status = async () => ((await json(['weights', 'status', 'moving']))['weights'] as object[])[0];

  it('is shown from the first to the last', async () => {
    hub.push('org/moving', { files: { 'a.bin': Buffer.alloc(5000, 'a'), 'config.json': '{}' } });
    write('moving', config);
    expect(await status()).toMatchObject({ state: 'unlocked', path: null });
    await json(['weights', 'lock', 'moving']);
    expect(await status()).toMatchObject({ state: 'missing', files: 2, filesHere: 1, bytes: 5002, bytesHere: 2 });
    await json(['weights', 'pull', 'moving']);
    expect(await status()).toMatchObject({ state: 'ready', filesHere: 2 });
    expect(await json(['weights', 'verify', 'moving'])).toMatchObject({ files: 2, corrupt: [], missing: [] });
  });

  it('a damaged file is found, and fetched again', async () => {
    const { path } = (await status()) as { path: string };
    chmodSync(join(path, 'a.bin'), 0o644);
    writeFileSync(join(path, 'a.bin'), Buffer.alloc(5000, 'b'));
    const { code, stdout } = await run(['weights', 'verify', 'moving']);
    expect([code, stdout]).toEqual([1, expect.stringContaining('✘ a.bin is damaged')]);
    expect(await status()).toMatchObject({ state: 'missing' });
    await json(['weights', 'pull', 'moving']);
    expect(readFileSync(join(path, 'a.bin')).equals(Buffer.alloc(5000, 'a'))).toBe(true);
  });

  it('a branch that has moved changes nothing until it is asked, and then shows how', async () => {
    const before = readFileSync(join(scenario.directory, 'moving/weights.lock'), 'utf8');
    hub.push('org/moving', { files: { 'a.bin': Buffer.alloc(6000, 'c'), 'b.bin': 'new', 'config.json': '{}' } });
    expect((await json(['weights', 'lock', 'moving']))['written']).toBe(false);
    expect((await run(['weights', 'pull', 'moving'])).code).toBe(0);
    const verified = await run(['weights', 'verify', 'moving', '--remote']);
    expect([verified.code, verified.stdout]).toEqual([
      1,
      expect.stringMatching(/revision \w{40} → \w{40}\n {2}~ a\.bin \(5000 → 6000 bytes\)\n {2}\+ b\.bin/),
    ]);
    expect(readFileSync(join(scenario.directory, 'moving/weights.lock'), 'utf8')).toBe(before);
    const updated = await run(['weights', 'lock', 'moving', '--update']);
    expect(updated.stdout).toContain('+ b.bin');
    await json(['weights', 'pull', 'moving']);
    expect(await status()).toMatchObject({ state: 'ready', files: 3 });
  });

  it('goes where nobody else needs it, and can be brought back', async () => {
    write('twin', config);
    await json(['weights', 'pull', 'twin']);
    expect(await json(['weights', 'clean', 'moving'])).toEqual({ files: 0, bytes: 0 });
    expect(((await json(['weights', 'status', 'twin']))['weights'] as object[])[0]).toMatchObject({ state: 'ready' });
    // config.json is the same file in the place of what was locked before.
    expect(await json(['weights', 'clean', 'twin'])).toMatchObject({ files: 2 });
    expect(await status()).toMatchObject({ state: 'missing' });
    await json(['weights', 'pull', 'moving']);
    expect(await status()).toMatchObject({ state: 'ready' });
  });
});

describe('an address that is not pinned', () => {
  it('is refused where it is another file meanwhile', async () => {
    hub.push('org/plain', { files: { 'w.bin': 'first' } });
    write('plain', `weights: [{source: "${hub.url}/org/plain/resolve/main/w.bin", mount_location: ${mounts}/plain}]\n`);
    await json(['weights', 'lock', 'plain']);
    await json(['weights', 'clean', '--all']);
    hub.push('org/plain', { files: { 'w.bin': 'other' } });
    const { code, stderr } = await run(['weights', 'pull', 'plain']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('w.bin of http://127.0.0.1')]);
    expect(stderr).toContain('truss weights lock --update');
  });
});

describe('a pickle', () => {
  it('is told of, and refused where only safetensors are wanted', async () => {
    hub.push('org/pickled', { files: { 'model.bin': Buffer.of(0x80, 4, 0x2e) } });
    write('pickled', `weights: [{source: "hf://org/pickled", mount_location: ${mounts}/pickled}]\n`);
    expect((await run(['weights', 'pull', 'pickled'])).stdout).toContain('model.bin is a pickle');
    const { code, stderr } = await run(['weights', 'pull', 'pickled', '--require-safetensors']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('These can run code when they are loaded: model.bin.')]);
  });
});

describe('a cache that cannot be filled', () => {
  it('is a warning: the model may do without', async () => {
    scenario.write({ 'lame/config.yaml': 'model_cache: [{repo_id: org/nowhere}]\n', 'lame/model/model.py': MODEL });
    const { code, stderr } = await run(['predict', 'lame', '-d', '{"paths": []}']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('org/nowhere does not exist')]);
  });
});

describe('a server of its own', () => {
  it('gets the place in its command', async () => {
    const command = 'python -m http.server $PORT --directory ${weights.tiny}';
    const server = `docker_server: {start_command: "${command}", server_port: 8000, predict_endpoint: /config.json, readiness_endpoint: /, liveness_endpoint: /}`;
    hub.push('org/tiny', { files: { 'config.json': '{"tiny": true}' } });
    scenario.write({
      'tiny/config.yaml': `${server}\nweights: [{source: "hf://org/tiny", mount_location: ${mounts}/tiny}]\n`,
    });
    const served = scenario.start(['serve', 'tiny', '--port', '0', '--json'], { env: env() });
    const [, url] = await served.untilPrinted(/"url":"([^"]+)"/);
    expect(await (await fetch(`${url}/config.json`)).json()).toEqual({ tiny: true });
    served.signal('SIGTERM');
    await served.ended;
  });
});

describe('a repository that not everybody may see', () => {
  it.each([
    ['hidden', 'hf://org/hidden does not exist, or may not be seen'],
    ['gated', 'hf://org/gated is gated'],
  ])('says what to do: %s', async (name, message) => {
    write(
      name,
      `weights: [{source: "hf://org/${name}", mount_location: ${mounts}/${name}, auth_secret_name: hub_token}]\n`,
    );
    const { code, stderr } = await run(['weights', 'pull', name], { TRUSS_SECRET_hub_token: 'hf_wrong' });
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
    expect(stderr).toContain('truss secret set hub_token');
    expect(stderr).not.toContain('hf_wrong');
  });

  it('is fetched with a secret, which is nowhere to be read', async () => {
    const { code, stdout, stderr } = await run(['weights', 'pull', 'hidden'], { TRUSS_SECRET_hub_token: 'hf_right' });
    expect(code).toBe(0);
    const lock = readFileSync(join(scenario.directory, 'hidden/weights.lock'), 'utf8');
    expect(stdout + stderr + lock).not.toContain('hf_right');
  });

  it('is fetched with the token of who is logged in', async () => {
    write('mine', `weights: [{source: "hf://org/hidden@main", mount_location: ${mounts}/mine}]\n`);
    scenario.write({ 'hf/token': 'hf_right\n' });
    expect((await run(['weights', 'pull', 'mine'])).code).toBe(0);
  });
});

describe('what Hugging Face has fetched already', () => {
  it('is not fetched again', async () => {
    const content = Buffer.alloc(1_500_000, 'cached');
    const commit = hub.push('org/cached', { files: { 'model.bin': content } });
    scenario.write({ [`hf/hub/models--org--cached/snapshots/${commit}/model.bin`]: content.toString() });
    write('cached', `weights: [{source: "hf://org/cached", mount_location: ${mounts}/cached}]\n`);
    hub.store.seen.length = 0;
    await json(['weights', 'pull', 'cached']);
    expect(hub.store.seen).toEqual([]);
  });

  it('has what a cache without a volume asks for', async () => {
    scenario.write({ 'cache/config.yaml': 'hf_cache: [{repo_id: org/open}]\n', 'cache/model/model.py': MODEL });
    const [pulled] = (await json(['weights', 'pull', 'cache']))['weights'] as { path: string; revision: string }[];
    const directory = join(scenario.directory, 'hf/hub/models--org--open');
    expect(pulled?.path).toBe(join(directory, 'snapshots', pulled?.revision ?? ''));
    expect(readFileSync(join(pulled?.path ?? '', 'model.safetensors')).equals(LARGE)).toBe(true);
    expect(readFileSync(join(directory, 'refs/main'), 'utf8')).toBe(pulled?.revision);
  });
});

describe('files by address', () => {
  it('go into the data of the truss', async () => {
    const url = `${hub.url}/org/open/resolve/main/model.safetensors`;
    write('data', `external_data:\n- {url: "${url}", local_data_path: sub/w.bin, backend: http_public}\n`);
    const { stdout } = await run(['predict', 'data', '-d', '{"paths": ["data/sub/w.bin"]}']);
    expect(JSON.parse(stdout)).toMatchObject({ mounted: { 'data/sub/w.bin': true }, found: { 'w-bin': LARGE.length } });
    expect(readFileSync(join(scenario.directory, 'data/data/sub/w.bin')).equals(LARGE)).toBe(true);
  });

  it('are taken as they are where they lie there already', async () => {
    write('there', 'external_data: [{url: "http://127.0.0.1:1/w.bin", local_data_path: w.bin}]\n');
    scenario.write({ 'there/data/w.bin': 'mine' });
    expect((await run(['predict', 'there', '-d', '{"paths": []}'])).code).toBe(0);
    expect(existsSync(join(scenario.directory, 'there/weights.lock'))).toBe(false);
  });

  it('never take the place of another file', async () => {
    const place = join(scenario.directory, 'data/data/sub/w.bin');
    rmSync(place);
    writeFileSync(place, 'mine');
    const { code, stderr } = await run(['weights', 'pull', 'data']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('is another file than weights.lock names')]);
    expect(readFileSync(place, 'utf8')).toBe('mine');
  });
});
