// The server's description as others read it: a linter, and four generators whose clients compile and are called.
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, onTestFinished, test } from 'vitest';

import { clientEnvironment, nodeClients } from '../../support/client-environment.ts';
import { serveEntries } from '../../support/served-model.ts';
import { homeVariables } from '../../support/temporary-home.ts';
import { describedModels } from './models.ts';

const run = promisify(execFile);

const here = import.meta.dirname;
const node = await nodeClients(here);
const python = await clientEnvironment(path.join(here, 'python.txt'));

const MYPY = path.join(path.dirname(homeVariables('').TRUSS_PYTHON), 'mypy');
const TSC = path.resolve(here, '../../../node_modules/.bin/tsc');

test('no reference of it leads nowhere', async () => {
  const { document } = await describedServer();
  const references = [...document.matchAll(/"(#\/[^"]*)"/g)].map(([, reference = '']) => reference);
  expect(references.length).toBeGreaterThan(10);
  for (const reference of new Set(references)) {
    const found = reference.slice(2).split('/').reduce<unknown>(member, JSON.parse(document));
    expect(found, reference).toBeDefined();
  }
});

test('it says which model is meant where there are several', async () => {
  const { document } = await describedServer();
  const { paths } = JSON.parse(document) as { paths: Record<string, { post: { requestBody: { content: unknown } } }> };
  const chat = JSON.stringify(paths['/v1/chat/completions']?.post.requestBody.content);
  expect(chat).toContain('"model":{"const":"pets"}');
  expect(chat).toContain('"model":{"const":"shop"}');
  const infer = JSON.stringify(paths['/v2/models/table/infer']?.post.requestBody.content);
  expect(infer).toContain('{"const":"inputs"}');
  const bytes = paths['/v1/models/bytes:predict']?.post.requestBody.content;
  expect(bytes).toEqual({ '*/*': { schema: {} } });
});

describe('clients that are generated', () => {
  test('redocly, openapi-typescript, hey-api and orval', { timeout: 180_000 }, async ({ skip }) => {
    if ('reason' in node) return skip(node.reason);
    const served = await describedServer();
    const directory = temporaryDirectory();
    const program = (name: string, ...words: string[]): Promise<unknown> =>
      run(path.join(node.directory, 'node_modules/.bin', name), words, { cwd: directory });
    symlinkSync(path.join(node.directory, 'node_modules'), path.join(directory, 'node_modules'));
    writeFileSync(path.join(directory, 'package.json'), '{"type": "module"}');
    writeFileSync(path.join(directory, 'openapi.json'), served.document);
    await program('redocly', 'lint', 'openapi.json', '--skip-rule=operation-4xx-response', '--skip-rule=info-license');
    await program('openapi-typescript', 'openapi.json', '-o', 'schema.ts', '--default-non-nullable=false');
    const plugins = ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'];
    await program('openapi-ts', '-i', 'openapi.json', '-o', 'hey', '-p', ...plugins);
    writeFileSync(path.join(directory, 'orval.config.mjs'), ORVAL);
    await program('orval', '--config', 'orval.config.mjs');
    copyFileSync(path.join(here, 'calls.ts.txt'), path.join(directory, 'calls.ts'));
    writeFileSync(path.join(directory, 'tsconfig.json'), JSON.stringify(TSCONFIG));
    const compiled = await run(TSC, ['-p', '.'], { cwd: directory }).catch((error: unknown) => error);
    expect(compiled).toMatchObject({ stdout: '' });
    const { stdout } = await run(process.execPath, ['calls.js', served.url], { cwd: directory });
    expect(JSON.parse(stdout)).toEqual(['Rex', 2, [3], '9', 200, 'a.b.', 'PNG', 200, 'Rex']);
    return undefined;
  });

  test('openapi-python-client', { timeout: 180_000 }, async ({ skip }) => {
    if ('reason' in python) return skip(python.reason);
    const served = await describedServer();
    const directory = temporaryDirectory();
    writeFileSync(path.join(directory, 'openapi.json'), served.document);
    const words = ['-m', 'openapi_python_client', 'generate', '--path', 'openapi.json', '--output-path', 'client'];
    const told = Object.values(await run(python.python, words, { cwd: directory })).join('');
    // Of bytes of any type it makes no function; of everything else it does.
    const lost = [...told.matchAll(/parsing (.*) within/g)].map(([, route]) => route);
    expect(lost).toEqual(['POST /v1/models/bytes:predict']);
    copyFileSync(path.join(here, 'calls.py.txt'), path.join(directory, 'client', 'calls.py'));
    const client = path.join(directory, 'client');
    const checked = await run(MYPY, [`--python-executable=${python.python}`, 'pets_shop_table_bytes_words_client'], {
      cwd: client,
    }).catch((error: unknown) => error);
    expect(checked).toMatchObject({ stdout: expect.stringMatching(/^Success/) });
    const { stdout } = await run(python.python, ['calls.py', served.url], { cwd: client });
    expect(JSON.parse(stdout)).toEqual(['Rex', 2]);
    return undefined;
  });
});

const TSCONFIG = {
  compilerOptions: {
    target: 'esnext',
    module: 'nodenext',
    strict: true,
    skipLibCheck: true,
    types: [],
    lib: ['esnext', 'dom', 'dom.iterable'],
  },
  files: ['calls.ts'],
};

const ORVAL = `export default { truss: { input: './openapi.json', output: {
  target: './orval.ts', client: 'fetch', baseUrl: { getBaseUrlFromSpecification: true },
} } };`;

async function describedServer(): Promise<{ readonly url: string; readonly document: string }> {
  const served = await serveEntries(describedModels());
  await served.ready;
  return { url: served.url, document: await (await fetch(`${served.url}/openapi.json`)).text() };
}

function member(value: unknown, key: string): unknown {
  return (value as Record<string, unknown> | undefined)?.[decodeURIComponent(key)];
}

function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'truss-openapi-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
