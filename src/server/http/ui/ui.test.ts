import { writeFileSync } from 'node:fs';
import { request as ask } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { modelEntry, serveEntries } from '../../../../test/support/served-model.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import type { KeptExample } from '../exchange/page-options.ts';

const MODEL = 'class Model:\n    def predict(self, body):\n        return body\n';

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

async function served(options: Parameters<typeof serveEntries>[1] = {}) {
  const server = await serveEntries([modelEntry(MODEL)], options);
  await server.ready;
  return server;
}

test('the page has its policy, and is asked for again each time', async () => {
  const { url } = await served();
  const response = await fetch(`${url}/ui/`);
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  });
  expect(await response.text()).toContain('<title>Truss playground</title>');
  const tag = response.headers.get('etag') ?? '';
  const again = await fetch(`${url}/ui/`, { headers: { 'if-none-match': tag } });
  expect([again.status, await again.text()]).toEqual([304, '']);
});

test('its files are kept for ever, since their names change with them', async () => {
  const { url } = await served();
  const html = await (await fetch(`${url}/ui/`)).text();
  const names = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, name]) => name);
  expect(names).toHaveLength(2);
  for (const name of names) {
    const response = await fetch(`${url}/ui/${name}`);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-security-policy')).toBe(POLICY);
    expect((await response.text()).length).toBeGreaterThan(1000);
  }
});

test.each([
  ['br, gzip', 'br'],
  ['gzip, deflate', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['identity', undefined],
])('to who takes %s a file is sent as %s', async (accepted, coding) => {
  const { port } = await served();
  const { headers, body } = await raw(port, '/ui/', { 'accept-encoding': accepted });
  expect(headers['content-encoding']).toBe(coding);
  if (coding === 'gzip') expect(gunzipSync(body).toString()).toContain('Truss playground');
  if (coding === undefined) expect(body.toString()).toContain('Truss playground');
});

test('/ui leads to the page, from wherever a proxy has put it', async () => {
  const { url } = await served();
  const response = await fetch(`${url}/ui`, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([308, 'ui/']);
  expect((await fetch(`${url}/ui/nothing.js`)).status).toBe(404);
  expect((await fetch(`${url}/ui/..%2fserver.json`)).status).toBe(404);
});

test('elsewhere than on a loopback address there is a page only for who asks for one', async () => {
  const open = await served({ host: '0.0.0.0' });
  const response = await fetch(`http://127.0.0.1:${open.port}/ui/`);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ error: expect.stringContaining('--ui'), code: 'ROUTE_NOT_FOUND' });
  expect(open.hasPage).toBe(false);
  const asked = await served({ host: '0.0.0.0', ui: true });
  expect((await fetch(`http://127.0.0.1:${asked.port}/ui/`)).status).toBe(200);
  const refused = await served({ ui: false });
  expect((await fetch(`${refused.url}/ui/`)).status).toBe(404);
});

test('with tokens the page is open, and what it asks for is not', async () => {
  const file = join((await served()).directory, 'tokens.txt');
  writeFileSync(file, `me: ${'t'.repeat(32)}\n`);
  const { url } = await served({ tokensFile: file });
  expect((await fetch(`${url}/ui/`)).status).toBe(200);
  expect(await (await fetch(`${url}/ui/server.json`)).json()).toMatchObject({ needsToken: true });
  expect((await fetch(`${url}/v1/models`)).status).toBe(401);
});

const EXAMPLE = { name: 'new', method: 'predict', input: '{"inputs": [1.0]}', output: null };

function keep(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${url}/ui/models/echo/examples`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(EXAMPLE),
    ...init,
  });
}

test('a request is kept as an example with --dev, as the text that it was', async () => {
  const kept: (KeptExample & { readonly entry: string })[] = [];
  const keepExample = async (entry: string, example: KeptExample): Promise<void> => {
    if (example.name === 'there') throw new TrussError('EXAMPLES_INVALID', { message: 'there is one' });
    kept.push({ entry, ...example });
  };
  const { url } = await served({ dev: true, keepExample });
  expect(await (await fetch(`${url}/ui/server.json`)).json()).toMatchObject({ keepsExamples: true });
  expect((await keep(url)).status).toBe(201);
  expect(kept).toEqual([{ entry: 'echo', ...EXAMPLE }]);
  const refused = await keep(url, { body: JSON.stringify({ ...EXAMPLE, name: 'there' }) });
  expect(await refused.json()).toMatchObject({ code: 'EXAMPLES_INVALID', error: 'there is one' });
  for (const body of ['{', '[]', '{"name": 1}', JSON.stringify({ ...EXAMPLE, input: '{' })]) {
    expect((await keep(url, { body })).status, body).toBe(400);
  }
  expect((await keep(url, { headers: { 'content-type': 'text/plain' } })).status).toBe(400);
  const foreign = { 'content-type': 'application/json', origin: 'https://evil.example' };
  expect((await keep(url, { headers: foreign })).status).toBe(403);
  expect(kept).toHaveLength(1);
});

test.each([
  ['without --dev', { dev: false }],
  ['for other machines', { dev: true, ui: true, host: '0.0.0.0' }],
])('%s no example is kept', async (_, options) => {
  const keepExample = (): Promise<void> => Promise.reject(new Error('it was called'));
  const { port } = await served({ ...options, keepExample });
  expect((await keep(`http://127.0.0.1:${port}`)).status).toBe(404);
});

/** Without what fetch adds and undoes. */
function raw(
  port: number,
  path: string,
  headers: Record<string, string>,
): Promise<{ headers: Record<string, unknown>; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const sent = ask({ port, path, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(parts) }));
    });
    sent.on('error', reject).end();
  });
}
