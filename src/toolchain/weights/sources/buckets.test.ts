// Google's and Azure's storage, as their HTTP interfaces are documented.
import { createPublicKey, createVerify, generateKeyPairSync } from 'node:crypto';

import { afterEach, describe, expect, onTestFinished, test } from 'vitest';

import type { FileRoute, FileServer } from '../../../../test/support/file-server.ts';
import { serveFiles } from '../../../../test/support/file-server.ts';
import { useTemporaryHome } from '../../../../test/support/temporary-home.ts';
import { fetchFile } from '../transfer/fetch-file.ts';
import type { Network } from '../transfer/network.ts';
import { openNetwork } from '../transfer/network.ts';
import { signContainer } from './azure-signature.ts';
import { googleToken } from './google-token.ts';
import { openSource } from './open-source.ts';
import type { SourceContext } from './weight-source.ts';

useTemporaryHome();

const OBJECTS: Readonly<Record<string, string>> = { 'm/a.bin': 'aaa', 'm/b/c d.bin': 'cc', 'm/': '', 'mm/x': 'x' };
const signal = AbortSignal.timeout(60_000);
const networks: Network[] = [];
afterEach(() => {
  for (const network of networks.splice(0)) network.close();
});

async function serve(route: FileRoute): Promise<FileServer> {
  const server = await serveFiles(route);
  onTestFinished(() => server.close());
  return server;
}

async function contextOf(variables: Record<string, string>, secret: string | null = null): Promise<SourceContext> {
  const network = await openNetwork({});
  networks.push(network);
  return { network, secret, secretName: secret === null ? null : 'cloud', variables };
}

/** What a source lists, each fetched by its lock. */
async function everything(source: string, context: SourceContext): Promise<[path: string, size: number][]> {
  const opened = openSource(source, context);
  const { files } = await opened.list(signal);
  const fetched: [string, number][] = [];
  for (const file of files) {
    const locked = await fetchFile(file, { onBytes: () => undefined, signal });
    const again = await opened
      .file({ ...locked, sha256: '0'.repeat(64) }, null)
      .open({ offset: 0, state: null, missing: null }, signal);
    again.body.destroy();
    fetched.push([locked.path, again.size ?? -1]);
  }
  return fetched.toSorted(([left], [right]) => (left < right ? -1 : 1));
}

describe('gs://', () => {
  const google: FileRoute = (request, response) => {
    const url = new URL(request.url ?? '', 'http://google');
    const [, name] = /^\/storage\/v1\/b\/bucket\/o(?:\/(.+))?$/.exec(url.pathname) ?? [];
    if (name !== undefined) {
      const content = OBJECTS[decodeURIComponent(name)];
      if (content !== undefined) return { bytes: Buffer.from(content) };
      response.writeHead(404).end();
      return null;
    }
    if (!url.pathname.startsWith('/storage/v1/b/bucket/o')) {
      response.writeHead(404).end();
      return null;
    }
    // One on each page.
    const prefix = url.searchParams.get('prefix') ?? '';
    const keys = Object.keys(OBJECTS).filter((key) => key.startsWith(prefix));
    const at = Number(url.searchParams.get('pageToken') ?? 0);
    const items = keys.slice(at, at + 1).map((key) => ({ name: key, size: String(OBJECTS[key]?.length) }));
    const next = at + 1 < keys.length ? { nextPageToken: String(at + 1) } : {};
    response.end(JSON.stringify({ items, ...next }));
    return null;
  };

  test('what is below a prefix', async () => {
    const { url } = await serve(google);
    const context = await contextOf({ STORAGE_EMULATOR_HOST: url });
    expect(await everything('gs://bucket/m', context)).toEqual([
      ['a.bin', 3],
      ['b/c d.bin', 2],
    ]);
    expect(await everything('gs://bucket/m/a.bin', context)).toEqual([['a.bin', 3]]);
    await expect(everything('gs://other', context)).rejects.toMatchObject({ code: 'WEIGHTS_NOT_FOUND' });
  });

  test('a secret that is no key is refused without being shown', async () => {
    const context = await contextOf({}, 'not-a-key');
    const error: unknown = await everything('gs://bucket', context).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'WEIGHTS_ACCESS_DENIED',
      message: expect.stringContaining('The secret cloud'),
    });
    expect(String(error)).not.toContain('not-a-key');
  });
});

describe('the key of a service account', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  test('is exchanged for a token that it signs for', async () => {
    let asked = '';
    const server = await serve((request, response) => {
      request.on('data', (chunk: Buffer) => (asked += chunk.toString()));
      request.on('end', () => response.end('{"access_token": "ya29", "expires_in": 3600}'));
      return null;
    });
    const key = { client_email: 'a@b.iam', token_uri: `${server.url}/token`, private_key: pem };
    expect(await googleToken(await contextOf({}, JSON.stringify(key)))).toBe('ya29');
    const [head = '', claims = '', signature = ''] = (new URLSearchParams(asked).get('assertion') ?? '').split('.');
    const verifier = createVerify('RSA-SHA256').update(`${head}.${claims}`);
    expect(verifier.verify(createPublicKey(pem), signature, 'base64url')).toBe(true);
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      iss: 'a@b.iam',
      aud: key.token_uri,
    });
  });

  test('that is not taken is told of, without being shown', async () => {
    const server = await serve((_, response) => {
      response.writeHead(400).end('{"error": "invalid_grant"}');
      return null;
    });
    const key = { client_email: 'a@b.iam', token_uri: `${server.url}/token`, private_key: pem };
    const error: unknown = await googleToken(await contextOf({}, JSON.stringify(key))).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'WEIGHTS_ACCESS_DENIED', message: expect.stringContaining('it answers 400') });
    expect(JSON.stringify(error)).not.toContain('PRIVATE');
  });
});

describe('azure://', () => {
  const azure: FileRoute = (request, response) => {
    const url = new URL(request.url ?? '', 'http://azure');
    if (url.searchParams.get('sig') !== 'signed/+') {
      response.writeHead(403).end();
      return null;
    }
    if (url.searchParams.get('comp') !== 'list') {
      const content = OBJECTS[decodeURIComponent(url.pathname.slice('/container/'.length))];
      if (content !== undefined) return { bytes: Buffer.from(content) };
      response.writeHead(404).end();
      return null;
    }
    const prefix = url.searchParams.get('prefix') ?? '';
    const keys = Object.keys(OBJECTS).filter((key) => key.startsWith(prefix));
    const at = Number(url.searchParams.get('marker') ?? 0);
    const blobs = keys
      .slice(at, at + 1)
      .map(
        (key) =>
          `<Blob><Name>${key}</Name><Properties><Content-Length>${OBJECTS[key]?.length}</Content-Length></Properties></Blob>`,
      );
    const next = at + 1 < keys.length ? `<NextMarker>${at + 1}</NextMarker>` : '<NextMarker />';
    response.end(
      `<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Blobs>${blobs.join('')}</Blobs>${next}</EnumerationResults>`,
    );
    return null;
  };

  test('what is below a prefix, by a signature', async () => {
    const { url } = await serve(azure);
    const connection = `BlobEndpoint=${url};SharedAccessSignature=sv=2024&sig=signed%2F%2B`;
    const context = await contextOf({ AZURE_STORAGE_CONNECTION_STRING: connection });
    expect(await everything('azure://me/container/m', context)).toEqual([
      ['a.bin', 3],
      ['b/c d.bin', 2],
    ]);
  });

  // Made by azure-storage-blob 12.31 for the same.
  test('a key signs as its own clients do', () => {
    const now = new Date('2026-01-02T02:04:05Z');
    const key = 'a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5';
    expect(String(signContainer({ account: 'myaccount', container: 'models', key, now }))).toBe(
      'se=2026-01-02T03%3A04%3A05Z&sp=rl&sv=2021-12-02&sr=c&sig=l4TcSpZqTdCsqcNmFrNCu1KNJib4Om9Zi6DEItvBTwk%3D',
    );
  });

  test.each([
    ['a secret', '', '{"account_key": "a2V5"}'],
    ['a connection', 'AccountKey=a2V5', null],
  ])('by the key of the account: %s', async (_, part, secret) => {
    const asked: URLSearchParams[] = [];
    const { url } = await serve((request, response) => {
      asked.push(new URL(request.url ?? '', 'http://azure').searchParams);
      response.writeHead(403).end();
      return null;
    });
    const connection = `BlobEndpoint=${url};${part}`;
    const context = await contextOf({ AZURE_STORAGE_CONNECTION_STRING: connection }, secret);
    await expect(everything('azure://me/container', context)).rejects.toMatchObject({ code: 'WEIGHTS_ACCESS_DENIED' });
    expect([asked[0]?.get('sp'), asked[0]?.get('sr'), asked[0]?.get('sig')?.length]).toEqual(['rl', 'c', 44]);
  });

  test('a signature that is refused is not shown', async () => {
    const { url } = await serve(azure);
    const context = await contextOf({ AZURE_STORAGE_CONNECTION_STRING: `BlobEndpoint=${url}` }, '?sv=2024&sig=other');
    const error: unknown = await everything('azure://me/container', context).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'WEIGHTS_ACCESS_DENIED' });
    expect(JSON.stringify([error, String(error)])).not.toContain('other');
  });
});

describe('file://', () => {
  test('a directory that is not there is told', async () => {
    await expect(everything('file:///nowhere/at/all', await contextOf({}))).rejects.toMatchObject({
      code: 'WEIGHTS_NOT_FOUND',
    });
  });
});
