// One file over a connection that fails in every way.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import type { Fault, FileServer } from '../../../../test/support/file-server.ts';
import { serveFiles } from '../../../../test/support/file-server.ts';
import { useTemporaryHome } from '../../../../test/support/temporary-home.ts';
import { partialDirectory, storedPath } from '../../store/store-places.ts';
import { httpsSource } from '../sources/https-source.ts';
import { fetchFile } from './fetch-file.ts';
import type { Network } from './network.ts';
import { openNetwork } from './network.ts';
import type { RemoteFile } from './remote-file.ts';

useTemporaryHome();

const SIZE = 3_000_000;
/** What has a connection of its own, and no parser behind its head. */
const LARGE = 40_000_000;
let bytes = Buffer.of();
let server: FileServer;
let network: Network;

beforeAll(async () => {
  network = await openNetwork({});
  server = await serveFiles((request, response) => {
    if (request.url?.startsWith('/file') === true) return { bytes };
    response.writeHead(404).end();
    return null;
  });
});
afterAll(async () => {
  network.close();
  await server.close();
});
beforeEach(() => {
  bytes = randomBytes(SIZE);
  server.seen.length = 0;
});

function remote(size: number | null = bytes.length, path = '/file'): RemoteFile {
  const context = { network, secret: null, secretName: null, variables: {} };
  const sha256 = size === null ? '' : digest(bytes);
  const { open, ...file } = httpsSource(server.url + path, context).file(
    { path: 'w.bin', size: size ?? 0, sha256 },
    null,
  );
  return { ...file, open, ...(size === null ? { size: null, sha256: null } : {}) };
}

function digest(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

async function fetched(file: RemoteFile): Promise<{ told: number; found: Buffer }> {
  let told = 0;
  const locked = await fetchFile(file, { onBytes: (count) => (told += count), signal: AbortSignal.timeout(60_000) });
  return { told, found: readFileSync(storedPath(locked.sha256)) };
}

const ranges = (): (string | undefined)[] => server.seen.map(({ headers }) => headers.range);

describe.each([SIZE, LARGE])('%i bytes come whole', (size) => {
  beforeEach(() => {
    bytes = randomBytes(size);
  });

  test.each<[name: string, faults: Fault[]]>([
    ['at once', []],
    [
      'after a server that is away',
      [503, 429, 502].map((status) => ({ kind: 'status', status, headers: { 'retry-after': '0' } })),
    ],
    ['after connections that are cut', [1, 1_000_000, 70_000].map((after) => ({ kind: 'cut', after }))],
    ['after bytes that were damaged on the way', [{ kind: 'flipped' }]],
    ['after a cut and damaged bytes', [{ kind: 'cut', after: 5000 }, { kind: 'flipped' }]],
    [
      'after a cut and a server that has no ranges any more',
      [
        { kind: 'cut', after: 1_000_000 },
        { kind: 'status', status: 416 },
      ],
    ],
  ])('%s', async (_, faults) => {
    server.fault('/file', ...faults);
    const { told, found } = await fetched(remote());
    expect([found.equals(bytes), told]).toEqual([true, size]);
    expect(readdirSync(partialDirectory())).toEqual([]);
  });

  test('where nobody knows how long it is', async () => {
    server.fault('/file', { kind: 'cut', after: 1_000_000 });
    expect((await fetched(remote(null, `/file-of-${size}`))).found.equals(bytes)).toBe(true);
    expect(ranges()[1]).toMatch(/^bytes=[1-9]\d+-$/);
  });

  test('with no byte that came before fetched again', async () => {
    server.fault('/file', { kind: 'cut', after: 1_000_000 });
    await fetched(remote());
    const [, again] = server.seen;
    expect(again?.headers).toMatchObject({
      range: expect.stringMatching(/^bytes=[1-9]\d+-$/),
      'if-range': expect.any(String),
    });
  });
});

test('another file in its place half-way is not mixed with it', async () => {
  const file = remote(null);
  const first = bytes;
  server.fault('/file', { kind: 'cut', after: 1_000_000 });
  const second = randomBytes(SIZE);
  const open: RemoteFile['open'] = async (beginning, signal) => {
    if (beginning.offset > 0) bytes = second;
    return file.open(beginning, signal);
  };
  const { found } = await fetched({ ...file, open });
  expect([found.equals(second), found.equals(first)]).toEqual([true, false]);
});

describe('what nobody knows the sha256 of is never put together of two files', () => {
  const first = randomBytes(SIZE);
  const second = randomBytes(SIZE);

  /** The first file until it is cut, then the second, from wherever it is asked: as servers do that do not look at `If-Range`. */
  async function cutAndChanged(states: readonly [string | null, string | null], shift = 0): Promise<Buffer> {
    let count = 0;
    const open: RemoteFile['open'] = ({ offset }) => {
      const [content, state] = count === 0 ? [first.subarray(0, 2_000_000), states[0]] : [second, states[1]];
      count += 1;
      const from = offset === 0 ? 0 : offset + (count === 2 ? shift : 0);
      return Promise.resolve({ body: Readable.from([content.subarray(from)]), offset: from, size: SIZE, state });
    };
    const file = {
      path: `${states.join('-')}${shift}`,
      size: null,
      sha256: null,
      gitId: null,
      shown: 'https://x',
      open,
    };
    return (await fetched(file)).found;
  }

  test.each<[name: string, states: [string | null, string | null], shift: number]>([
    ['where its state has no name', [null, null], 0],
    ['where its state has another name', ['"1"', '"2"'], 0],
    ['where another part comes than was asked for', ['"1"', '"1"'], 1000],
  ])('%s', async (_, states, shift) => {
    expect((await cutAndChanged(states, shift)).equals(second)).toBe(true);
  });
});

test.each([SIZE, LARGE])('what a kill has left of %i bytes is gone on with', async (size) => {
  bytes = randomBytes(size);
  const file = remote();
  const ended = new AbortController();
  server.fault('/file', { kind: 'stall', after: 2_000_000 });
  let told = 0;
  const onBytes = (count: number): void => {
    told += count;
    if (told > 1_900_000) ended.abort(new Error('killed'));
  };
  await expect(fetchFile(file, { onBytes, signal: ended.signal })).rejects.toThrow();
  expect(existsSync(storedPath(digest(bytes)))).toBe(false);
  const after = await fetched(file);
  expect([after.found.equals(bytes), after.told, ranges()[1]]).toEqual([true, size, `bytes=${told}-`]);
});

test('what has no sha256 is fetched once, as long as its source says that it is the same', async () => {
  const file = remote(null, '/file-once');
  await fetched(file);
  const { found, told } = await fetched(file);
  expect([found.equals(bytes), told, ranges()]).toEqual([true, SIZE, [undefined, `bytes=${SIZE - 1}-`]]);
  bytes = randomBytes(SIZE);
  expect((await fetched(file)).found.equals(bytes)).toBe(true);
});

describe('what a kill has left of all bytes, of which nobody knows the sha256', () => {
  function leftWhole(path: string): RemoteFile {
    const file = { ...remote(null, path), size: SIZE };
    const name = digest(Buffer.from(`${file.shown}\0${file.path}\0${SIZE}`));
    mkdirSync(partialDirectory(), { recursive: true });
    writeFileSync(join(partialDirectory(), name), bytes);
    writeFileSync(join(partialDirectory(), `${name}.state`), `"${digest(bytes)}"`);
    return file;
  }

  test('is taken where its source still has that', async () => {
    const { found } = await fetched(leftWhole('/file-left'));
    expect([found.equals(bytes), ranges()]).toEqual([true, [`bytes=${SIZE - 1}-`]]);
  });

  test('is not taken for another file that is as long', async () => {
    const file = leftWhole('/file-left-and-changed');
    bytes = randomBytes(SIZE);
    expect((await fetched(file)).found.equals(bytes)).toBe(true);
  });
});

test('two that want the same fetch it once', async () => {
  const file = remote();
  const [one, two] = await Promise.all([fetched(file), fetched(file)]);
  expect([one.found.equals(bytes), two.found.equals(bytes), server.seen.length]).toEqual([true, true, 1]);
});

describe('is refused', () => {
  test.each<[name: string, path: string, faults: Fault[], code: string, message: RegExp]>([
    [
      'where it is longer than it should be',
      '/file',
      [{ kind: 'length', bytes: SIZE + 9 }],
      'WEIGHTS_CHANGED',
      /3000009 bytes, and not the 3000000/,
    ],
    ['where it is shorter', '/file', [{ kind: 'length', bytes: 9 }], 'WEIGHTS_CHANGED', /has 9 bytes/],
    [
      'where its bytes are wrong twice',
      '/file',
      [{ kind: 'flipped' }, { kind: 'flipped' }],
      'WEIGHTS_CORRUPT',
      /its sha256 is/,
    ],
    ['where nobody gives it', '/nothing', [], 'WEIGHTS_NOT_FOUND', /\/nothing is not there/],
    ['where it is for others', '/file', [{ kind: 'status', status: 403 }], 'WEIGHTS_ACCESS_DENIED', /answers 403/],
    [
      'where it leads to nowhere',
      '/file',
      [{ kind: 'status', status: 302, headers: { location: 'ftp://a' } }],
      'WEIGHTS_UNREACHABLE',
      /leads to no address/,
    ],
    [
      'where it leads in a circle',
      '/file',
      Array.from({ length: 9 }, (): Fault => ({ kind: 'status', status: 302, headers: { location: '/file' } })),
      'WEIGHTS_UNREACHABLE',
      /more than 8 times/,
    ],
  ])('%s', async (...[, path, faults, code, message]) => {
    server.fault(path, ...faults);
    await expect(fetched(remote(SIZE, path))).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(existsSync(storedPath(digest(bytes)))).toBe(false);
  });
});

test('a password in an address is sent, and never shown', async () => {
  const url = new URL('/gone', server.url);
  Object.assign(url, { username: 'me', password: 'hidden' });
  const context = { network, secret: null, secretName: null, variables: {} };
  const [file] = (await httpsSource(url.href, context).list(AbortSignal.timeout(60_000))).files;
  if (file === undefined) throw new Error('no file');
  const error: unknown = await fetched(file).catch((thrown: unknown) => thrown);
  expect(JSON.stringify([error, String(error), file])).not.toContain('hidden');
  expect(server.seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:hidden').toString('base64')}`);
});
