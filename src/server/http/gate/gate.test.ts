import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import path from 'node:path';

import { describe, expect, test } from 'vitest';

import { modelEntry, serveEntries } from '../../../../test/support/served-model.ts';
import type { ServedModel } from '../../../../test/support/served-model.ts';
import { temporaryTruss } from '../../../../test/support/temporary-home.ts';

const ECHO = 'class Model:\n    def predict(self, body):\n        return body\n';
const FIRST = 'first-token-of-the-test';
const SECOND = 'second-token-of-the-test';

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

describe('with tokens', () => {
  test('a prediction needs one, and the log says whose it was', async () => {
    const { served } = await guarded(`ci: ${FIRST}`);
    const refused = await served.predict({});
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    expect(await refused.json()).toEqual({ error: 'A token is required', code: 'AUTH_REQUIRED' });
    expect((await served.predict({}, { headers: bearer(SECOND) })).status).toBe(401);
    expect((await served.predict({ a: 1 }, { headers: { authorization: `Api-Key ${FIRST}` } })).status).toBe(200);
    expect(await (await served.predict({ a: 1 }, { headers: bearer(FIRST) })).json()).toEqual({ a: 1 });
    expect(await served.log.until(/^answered$/)).toMatchObject({ caller: 'ci' });
    expect(JSON.stringify(served.log.records)).not.toContain(FIRST);
  });

  test.each(['authorization', 'x-api-key', 'api-key'])('a token that is not known is refused in %s', async (name) => {
    const { served } = await guarded(`ci: ${FIRST}`);
    const refused = await served.predict(
      {},
      { headers: { [name]: name === 'authorization' ? `Bearer ${SECOND}` : SECOND } },
    );
    expect([refused.status, await refused.json()]).toEqual([
      401,
      { error: 'The token is not known', code: 'AUTH_REQUIRED' },
    ]);
  });

  test('probes are open, and nothing else is', async () => {
    const { served } = await guarded(`ci: ${FIRST}`);
    const status = async (url: string): Promise<number> => (await fetch(served.url + url)).status;
    expect(await Promise.all(['/', '/v1/models/model', '/v1/models/model/loaded'].map(status))).toEqual([
      200, 200, 200,
    ]);
    // What there is not is no more told than what there is.
    expect(await Promise.all(['/v1/models', '/v1/models/model/schema', '/nothing'].map(status))).toEqual([
      401, 401, 401,
    ]);
  });

  test('a changed file holds without a restart; a broken one leaves the tokens before', async () => {
    const { served, file } = await guarded(`ci: ${FIRST}`);
    // As a mounted secret changes: another file takes its place.
    writeFileSync(`${file}.new`, `ci: ${SECOND}`);
    renameSync(`${file}.new`, file);
    await served.log.until(/tokens were read again/);
    expect((await served.predict({}, { headers: bearer(FIRST) })).status).toBe(401);
    expect((await served.predict({}, { headers: bearer(SECOND) })).status).toBe(200);
    writeFileSync(file, 'broken');
    await served.log.until(/tokens before hold/);
    expect((await served.predict({}, { headers: bearer(SECOND) })).status).toBe(200);
  });

  test('a file that everybody may read is warned of, at the start and when it changes', async () => {
    const { served, file } = await guarded(`ci: ${FIRST}`);
    const warning = /file of tokens .* may be read by everybody/;
    expect(await served.log.until(warning)).toMatchObject({
      level: 'warn',
      hint: expect.stringContaining('chmod 600'),
    });
    const again = path.join(temporaryTruss({ tokens: `ci: ${FIRST}` }), 'tokens');
    chmodSync(again, 0o640);
    const careful = await serveEntries([modelEntry(ECHO)], { tokensFile: again });
    expect(careful.log.records.filter(({ message }) => warning.test(String(message)))).toEqual([]);
    chmodSync(file, 0o600);
  });
});

describe('a page in a browser', () => {
  const foreign = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' };

  test('of another origin may not ask by default', async () => {
    const served = await withOrigins();
    expect(await ask(served, foreign)).toMatchObject({ status: 403, body: { code: 'ORIGIN_REFUSED' } });
    expect(await ask(served, { origin: 'https://elsewhere.example' })).toMatchObject({ status: 403 });
    // Behind a proxy that changes the Host header, the browser's own word counts.
    expect(await ask(served, { ...foreign, 'sec-fetch-site': 'same-origin' })).toMatchObject({ status: 200 });
    expect(await ask(served, { origin: served.url })).toMatchObject({ status: 200 });
    expect(await ask(served, { origin: 'null' })).toMatchObject({ status: 403 });
  });

  test('may not ask by a name of its own that leads here', async () => {
    const served = await withOrigins();
    const rebound = (host: string): Promise<unknown> => ask(served, { host, origin: `http://${host}` });
    expect(await rebound('evil.example:8080')).toMatchObject({ status: 403 });
    expect(await rebound('127.0.0.1.evil.example')).toMatchObject({ status: 403 });
    expect(await rebound('app.localhost:8080')).toMatchObject({ status: 200 });
    // Whoever is no browser says no origin: a proxy on this machine, for one.
    expect(await ask(served, { host: 'api.example' })).toMatchObject({ status: 200 });
  });

  test('may not even read by a name of its own, but for probes', async () => {
    const served = await withOrigins();
    const read = (route: string, host: string): Promise<number | undefined> => get(served, route, { host });
    for (const route of ['/openapi.json', '/v2/models/echo', '/metrics', '/v1/models', '/nothing']) {
      expect([route, await read(route, 'evil.example:8080')]).toEqual([route, 403]);
    }
    for (const route of ['/', '/ping', '/v1/models/model', '/v2/health/ready']) {
      expect([route, await read(route, 'evil.example:8080')]).toEqual([route, 200]);
    }
    for (const host of ['localhost', '127.0.0.1:1', '[::1]:80', 'app.localhost:8080', '10.1.2.3', 'laptop:8080']) {
      expect([host, await read('/openapi.json', host)]).toEqual([host, 200]);
    }
    expect(await served.log.until(/names another machine/)).toMatchObject({ code: 'ORIGIN_REFUSED', status: 403 });
    // The names of origins that are let in lead here on purpose.
    expect(await get(await withOrigins('https://api.example'), '/openapi.json', { host: 'api.example' })).toBe(200);
  });

  test.each([
    ['http://localhost', 'localhost:80', 200],
    ['http://localhost:80', 'localhost', 200],
    ['https://localhost', 'localhost:443', 200],
    ['http://localhost', 'localhost:443', 403],
    ['http://localhost:8080', 'localhost', 403],
  ])('of %s asks %s from where it came, or not', async (origin, host, status) => {
    const served = await withOrigins();
    expect(await ask(served, { origin, host })).toMatchObject({ status });
    if (status === 403) expect(await served.log.until(/may not ask this server/)).toMatchObject({ level: 'warn' });
  });

  test('behind a proxy asks from where the proxy says, if that is believed', async () => {
    const forwarded = {
      origin: 'https://api.example',
      host: '127.0.0.1:8080',
      'x-forwarded-host': 'evil.example, api.example',
      'x-forwarded-proto': 'https',
    };
    const believing = await serveEntries([modelEntry(ECHO)], { trustedProxies: ['10.0.0.0/8', '127.0.0.1'] });
    await believing.ready;
    expect(await ask(believing, forwarded)).toMatchObject({ status: 200 });
    expect(await ask(believing, { ...forwarded, origin: 'https://evil.example' })).toMatchObject({ status: 403 });
    expect(await get(believing, '/openapi.json', { host: 'api.example' })).toBe(200);
    for (const trustedProxies of [[], ['10.0.0.0/8', '::1']]) {
      const doubting = await serveEntries([modelEntry(ECHO)], { trustedProxies });
      await doubting.ready;
      expect(await ask(doubting, forwarded)).toMatchObject({ status: 403 });
    }
  });

  test('of an origin that is let in may ask and read', async () => {
    const served = await withOrigins('https://elsewhere.example');
    const answer = await ask(served, foreign);
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'https://elsewhere.example',
      vary: 'Origin',
    });
    expect(await ask(served, { ...foreign, origin: 'https://other.example' })).toMatchObject({ status: 403 });
    const preflight = await fetch(`${served.url}/v1/models/model:predict`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://elsewhere.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type');
  });

  test('may be of an origin that is written otherwise than browsers do', async () => {
    const served = await withOrigins(
      'HTTPS://X.Example:443',
      'http://bücher.example:80',
      'http://x.example:8080',
      'app://Desk',
    );
    const status = async (origin: string): Promise<number | undefined> =>
      (await ask(served, { ...foreign, origin })).status;
    expect(await status('https://x.example')).toBe(200);
    expect(await status('http://xn--bcher-kva.example')).toBe(200);
    expect(await status('http://x.example:8080')).toBe(200);
    expect(await status('app://Desk')).toBe(200);
    expect(await status('https://x.example:8080')).toBe(403);
  });

  test('may be of any origin where that is asked for', async () => {
    const served = await withOrigins('*');
    expect((await ask(served, foreign)).headers).toMatchObject({ 'access-control-allow-origin': '*' });
  });
});

async function guarded(text: string): Promise<{ served: ServedModel; file: string }> {
  const file = path.join(temporaryTruss({ tokens: text }), 'tokens');
  const served = await serveEntries([modelEntry(ECHO)], { tokensFile: file });
  await served.ready;
  return { served, file };
}

async function withOrigins(...origins: string[]): Promise<ServedModel> {
  const cors = origins.length === 0 ? null : { allow_origins: origins };
  const served = await serveEntries([modelEntry(ECHO, { runtime: { cors } })]);
  await served.ready;
  return served;
}

/** The status of what is read. */
async function get({ url }: ServedModel, route: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url + route, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end();
  });
}

/** As a browser asks: `fetch` would not send these headers. */
async function ask(
  { url }: ServedModel,
  headers: Record<string, string>,
): Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: unknown }> {
  const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<typeof ask>>>();
  const sent = request(`${url}/v1/models/model:predict`, { method: 'POST', headers }, (response) => {
    const pieces: Buffer[] = [];
    response.on('data', (piece: Buffer) => pieces.push(piece));
    response.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(pieces).toString());
      resolve({ status: response.statusCode, headers: response.headers, body });
    });
  });
  sent.on('error', reject);
  sent.end('{}');
  return promise;
}
