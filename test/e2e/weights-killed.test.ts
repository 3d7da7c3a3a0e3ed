// Weights whose command is killed at every stage: nothing half is taken for whole, what is said in between is true, and the next run goes on
// where the first one was.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';

import { renderWeightsLock } from '../../src/core/weights/weights-lock.ts';
import type { FileServer } from '../support/file-server.ts';
import { serveFiles } from '../support/file-server.ts';
import type { HubServer } from '../support/hub-server.ts';
import { serveHub } from '../support/hub-server.ts';
import type { TrussResult } from '../support/truss-scenario.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const KILL_AT = fileURLToPath(new URL('../support/kill-at.ts', import.meta.url));
const PATIENCE = { timeout: 300_000 };
/** Comes through Node's parser. */
const SMALL = Buffer.alloc(3_000_000, 'through the parser');
/** Has a connection of its own. */
const LARGE = Buffer.alloc(40_000_000, 'straight from the socket');
const CONTENTS = { small: SMALL, large: LARGE };
const WHOLE: Asked = () => [undefined];
const NOTHING: Asked = () => [];
const REST: Asked = (there) => [`bytes=${there}-`];

let hub: HubServer;
let web: FileServer;
let commit: string;

beforeAll(async () => {
  hub = await serveHub();
  web = await serveFiles(() => ({ bytes: SMALL }));
  commit = hub.push('org/model', { files: { 'small.bin': SMALL, 'large.bin': LARGE } });
});
afterAll(() => Promise.all([hub.close(), web.close()]));

/** What the next run asks for, where so many bytes of the file are there: the ranges of its requests. */
type Asked = (there: number) => readonly (string | undefined)[];

/** Where a command is killed: at an operation on files, or where a server says nothing more after so many bytes. */
type Stage = string | { readonly silentAfter: number };

/** A truss with one file, in a home of its own. */
class KilledTruss {
  readonly #scenario = new TrussScenario();
  readonly home = join(this.#scenario.directory, 'home');
  readonly directory = join(this.#scenario.directory, 'truss');
  readonly #env = {
    TRUSS_HOME: this.home,
    HF_ENDPOINT: hub.url,
    HF_HOME: join(this.#scenario.directory, 'hf'),
    HF_TOKEN: '',
  };

  constructor(config: string) {
    onTestFinished(() => this.#scenario.close());
    this.#scenario.write({ 'truss/config.yaml': config, 'truss/model/model.py': '' });
  }

  write(files: Readonly<Record<string, string>>): void {
    this.#scenario.write(files);
  }

  run(words: string): Promise<TrussResult> {
    return this.#scenario.run(['weights', ...words.split(' ')], { cwd: 'truss', env: this.#env });
  }

  async json(words: string): Promise<Record<string, unknown>> {
    const { stdout, stderr } = await this.run(`${words} --json`);
    return (stdout === '' ? { stderr } : JSON.parse(stdout)) as Record<string, unknown>;
  }

  /** What the engine answers to a request; null where it was killed at `stage`. */
  async engine(request: object, stage: string | null): Promise<unknown> {
    const killed = stage === null ? {} : { NODE_OPTIONS: `--import=${KILL_AT}`, KILLED_AT: stage };
    const engine = this.#scenario.start(['engine'], { env: { ...this.#env, ...killed }, input: null });
    engine.stdin.write(`${JSON.stringify({ id: 1, ...request })}\n`);
    const answer = engine.untilPrinted(/^\{"id":1,"result":(.*)\}$/m).then(
      ([, text = '']) => JSON.parse(text) as unknown,
      () => null,
    );
    const told = await answer;
    engine.stdin.end();
    expect((await engine.ended).code).toBe(stage === null ? 0 : null);
    return told;
  }

  async state(): Promise<unknown> {
    const { weights } = await this.json('status');
    return (weights as readonly { readonly state: string }[] | undefined)?.[0]?.state;
  }

  /** Runs words until they are killed; `server` is who falls silent. */
  async kill(words: readonly string[], stage: Stage, server: FileServer): Promise<void> {
    if (typeof stage === 'string') {
      const env = { ...this.#env, NODE_OPTIONS: `--import=${KILL_AT}`, KILLED_AT: stage };
      const { code, stdout, stderr } = await this.#scenario.run(words, { cwd: 'truss', env });
      expect({ code, stdout, stderr }).toMatchObject({ code: null });
      return;
    }
    const { silentAfter } = stage;
    const never = new Promise(() => undefined);
    server.fault('/', silentAfter === 0 ? { kind: 'late', until: never } : { kind: 'stall', after: silentAfter });
    const running = this.#scenario.start(words, { cwd: 'truss', env: this.#env });
    const isThere = (): boolean => (silentAfter === 0 ? server.seen.length > 0 : this.there() >= 2 ** 20);
    await vi.waitFor(() => expect(isThere()).toBe(true), PATIENCE);
    running.signal('SIGKILL');
    expect(await running.ended).toMatchObject({ code: null });
  }

  /** How many bytes of a file are there that is not whole. */
  there(): number {
    const partial = join(this.home, 'store/partial');
    const names = existsSync(partial) ? readdirSync(partial).filter((name) => !name.includes('.')) : [];
    return names.reduce((sum, name) => sum + statSync(join(partial, name)).size, 0);
  }

  /** The files of the store, each of which is what its name says. */
  stored(): readonly string[] {
    const store = join(this.home, 'store');
    const folders = existsSync(store) ? readdirSync(store).filter((name) => name !== 'partial') : [];
    const files = folders.flatMap((folder) =>
      readdirSync(join(store, folder)).map((name) => join(store, folder, name)),
    );
    for (const path of files) expect(path).toMatch(new RegExp(`/${sha256Of(readFileSync(path))}$`));
    return files;
  }

  /** Pulls, and gives what is in the place of the file then. */
  async pulled(name: string): Promise<Buffer> {
    const { weights, stderr } = await this.json('pull');
    const [first] = (weights ?? []) as readonly { readonly path: string }[];
    if (first === undefined) throw new Error(String(stderr));
    expect(await this.state()).toBe('ready');
    return readFileSync(join(first.path, `${name}.bin`));
  }
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A truss with a file of the hub; `isLocked`: with the lock of it. */
function trussOf(name: keyof typeof CONTENTS, isLocked: boolean): KilledTruss {
  const allow = [`${name}.bin`];
  const source = 'hf://org/model@main';
  const weights = [{ source, mount_location: '/nowhere/to/be/linked', allow_patterns: allow }];
  const truss = new KilledTruss(`weights: ${JSON.stringify(weights)}\n`);
  const bytes = CONTENTS[name];
  const files = [{ path: `${name}.bin`, size: bytes.length, sha256: sha256Of(bytes) }];
  const lock = renderWeightsLock({ sources: [{ source, revision: commit, allow, ignore: null, files }] });
  if (isLocked) truss.write({ 'truss/weights.lock': lock });
  return truss;
}

describe('a lock', () => {
  it.each<[name: string, stage: Stage, state: string]>([
    ['while its source is asked', { silentAfter: 0 }, 'unlocked'],
    ['before it is written', 'before rename weights\\.lock$', 'unlocked'],
    ['after it was written', 'after rename weights\\.lock$', 'missing'],
  ])('of a repository: %s', PATIENCE, async (_, stage, state) => {
    const truss = trussOf('small', false);
    hub.seen.length = 0;
    await truss.kill(['weights', 'lock'], stage, hub);
    expect(await truss.state()).toBe(state);
    expect(await truss.json('lock')).toMatchObject({ written: state === 'unlocked' });
    expect((await truss.pulled('small')).equals(SMALL)).toBe(true);
  });

  const lastByte = `bytes=${SMALL.length - 1}-`;
  it.each<[name: string, stage: Stage, stored: number, asked: Asked]>([
    ['while it connects', { silentAfter: 0 }, 0, WHOLE],
    ['in the middle of it', { silentAfter: 2_500_000 }, 0, REST],
    ['between its last byte and its name', 'before rename /store/', 0, (there) => [`bytes=${there}-`, lastByte]],
    ['between its name and the lock', 'before rename weights\\.lock$', 1, () => [lastByte]],
  ])('of an address without a sha256: %s', PATIENCE, async (_, stage, stored, asked) => {
    const truss = new KilledTruss(`weights: [{source: "${web.url}/w.bin", mount_location: /nowhere/to/be/linked}]\n`);
    web.seen.length = 0;
    await truss.kill(['weights', 'lock'], stage, web);
    const there = truss.there();
    expect([await truss.state(), truss.stored().length]).toEqual(['unlocked', stored]);
    web.seen.length = 0;
    expect(await truss.json('lock')).toMatchObject({ written: true });
    expect(web.seen.map(({ headers }) => headers.range)).toEqual(asked(there));
    expect((await truss.pulled('w')).equals(SMALL)).toBe(true);
  });
});

it.each<[file: keyof typeof CONTENTS, name: string, stage: Stage, state: string, asked: Asked]>([
  ['small', 'while it connects', { silentAfter: 0 }, 'missing', WHOLE],
  ['small', 'in the middle of a file', { silentAfter: 2_500_000 }, 'missing', REST],
  ['large', 'in the middle of a large file', { silentAfter: 30_000_000 }, 'missing', REST],
  ['large', 'between the last byte of a file and its name', 'before rename /store/', 'missing', NOTHING],
  ['small', 'between its name and its place', 'before link /store/', 'fetched', NOTHING],
  ['small', 'before all is said to be there', 'before rename \\.ready$', 'fetched', NOTHING],
])('a pull of the %s file: %s', PATIENCE, async (...[name, , stage, state, asked]) => {
  const truss = trussOf(name, true);
  hub.store.seen.length = 0;
  await truss.kill(['weights', 'pull'], stage, hub.store);
  const there = truss.there();
  expect([await truss.state(), truss.stored().length]).toEqual([state, state === 'missing' ? 0 : 1]);
  expect(await truss.json('verify')).toMatchObject({
    corrupt: [],
    missing: state === 'missing' ? [`${name}.bin`] : [],
  });
  hub.store.seen.length = 0;
  expect((await truss.pulled(name)).equals(CONTENTS[name])).toBe(true);
  expect(hub.store.seen.map(({ headers }) => headers.range)).toEqual(asked(there));
  expect(truss.there()).toBe(0);
});

describe('a look at what is there', () => {
  it('while it reads', PATIENCE, async () => {
    const truss = trussOf('small', true);
    await truss.pulled('small');
    await truss.kill(['weights', 'verify'], 'after createReadStream /store/', hub.store);
    expect(await truss.state()).toBe('ready');
    expect(await truss.json('verify')).toMatchObject({ files: 1, corrupt: [], missing: [] });
  });

  it.each(['after rm \\.ready$', 'after rm /store/[0-9a-f]{2}/'])(
    'that has found damage: %s',
    PATIENCE,
    async (stage) => {
      const truss = trussOf('small', true);
      await truss.pulled('small');
      const [stored = ''] = truss.stored();
      chmodSync(stored, 0o644);
      writeFileSync(stored, Buffer.alloc(SMALL.length, 'damaged'));
      await truss.kill(['weights', 'verify'], stage, hub.store);
      expect(await truss.state()).not.toBe('ready');
      // Finds it again, where it was not forgotten.
      await truss.run('verify');
      expect((await truss.pulled('small')).equals(SMALL)).toBe(true);
    },
  );
});

it.each<[stage: string, state: string]>([
  ['after rm \\.ready$', 'fetched'],
  ['after rm /weights/[^/.]+$', 'fetched'],
  ['after rm /store/[0-9a-f]{2}/', 'missing'],
])('a clean that the next one finishes: %s', PATIENCE, async (stage, state) => {
  const truss = trussOf('small', true);
  await truss.pulled('small');
  await truss.kill(['weights', 'clean'], stage, hub.store);
  expect(await truss.state()).toBe(state);
  expect(await truss.json('clean')).toMatchObject({ files: state === 'missing' ? 0 : 1 });
  expect([await truss.state(), truss.stored()]).toEqual(['missing', []]);
  expect((await truss.pulled('small')).equals(SMALL)).toBe(true);
});

describe('a truss that is made with its weights apart', () => {
  it.each<[stage: string, isMade: boolean]>([
    ['before link /store/', false],
    ['after link /store/', false],
    ['before rename journal\\.json$', false],
    ['after rename journal\\.json$', true],
    ['after rename /made/weights\\.lock$', true],
  ])('%s', PATIENCE, async (stage, isMade) => {
    const truss = new KilledTruss('');
    const made = join(truss.directory, 'made');
    const staging = join(truss.directory, 'staging');
    const params = { staging, directory: made, framework: 'custom', config: {}, requirements: [], lock: false };
    const request = { method: 'project.create', params: { ...params, weights: 'separate' } };
    const weights = 'w'.repeat(11_000_000);
    const stageFiles = (): void => {
      truss.write({ 'truss/staging/data/w.bin': weights, 'truss/staging/model/model.py': '' });
    };
    stageFiles();
    expect(await truss.engine(request, stage)).toBeNull();
    truss.stored();
    const { weights: seen } = await truss.json('status made');
    expect(seen).toEqual(isMade ? [expect.objectContaining({ state: 'ready', files: 1 })] : undefined);
    stageFiles();
    expect(await truss.engine(request, null)).toMatchObject({ separated: [{ path: 'w.bin', size: weights.length }] });
    expect(await truss.json('verify made')).toMatchObject({ files: 1, corrupt: [], missing: [] });
    expect([readFileSync(join(made, 'data/w.bin'), 'utf8') === weights, truss.stored().length]).toEqual([true, 1]);
    expect(readdirSync(made)).not.toContain('.truss-change');
  });
});
