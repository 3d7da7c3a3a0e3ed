// The clients that `truss client` writes: their types hold, and both pass one list of scenarios against a real server.
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { expect, onTestFinished, test } from 'vitest';

import { generateClient } from '../../src/core/clients/generate-client.ts';
import type { ModelSchema } from '../../src/core/schema/model-schema.ts';
import { modelEntry, serveEntries } from '../support/served-model.ts';
import type { EntryOptions, ServedModel } from '../support/served-model.ts';
import { homeVariables } from '../support/temporary-home.ts';
import { MODELS } from './typed/models.ts';

const SOURCE = path.join(import.meta.dirname, 'typed');
const BIN = path.resolve(import.meta.dirname, '../../node_modules/.bin');
const PYTHON = homeVariables('').TRUSS_PYTHON;
const TOKEN = '0123456789abcdef0123456789abcdef';

interface Scenario {
  readonly name: string;
  readonly attempts?: number;
  readonly error?: object;
  readonly givenUp?: { readonly after: number };
}

const SCENARIOS = JSON.parse(readFileSync(path.join(SOURCE, 'scenarios.json'), 'utf8')) as readonly Scenario[];

test('pass the scenarios in TypeScript, and their types hold', { timeout: 300_000 }, async () => {
  const { served, directory, busy } = await prepare('ts');
  const options = { strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true };
  const others = { noPropertyAccessFromIndexSignature: true, noImplicitOverride: true, noUnusedLocals: true };
  const web = { target: 'es2022', module: 'nodenext', lib: ['es2022', 'dom'], types: [], noEmit: true };
  const compilerOptions = { ...options, ...others, ...web, allowImportingTsExtensions: true };
  const files = ['client.ts', 'use.ts'];
  writeFileSync(path.join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  expect(await output(path.join(BIN, 'tsc'), ['-p', directory], directory)).toBe('');
  const told = await output(process.execPath, ['run.ts', served.url, busy.url], directory);
  expectScenarios(told, busy);
});

test('pass the scenarios in Python, and their types hold', { timeout: 300_000 }, async () => {
  const { served, directory, busy } = await prepare('python');
  const mypy = ['-m', 'mypy', '--strict', '--no-error-summary', 'client.py', 'use.py'];
  expect(await output(PYTHON, mypy, directory)).toBe('');
  const told = await output(PYTHON, ['run.py', served.url, busy.url], directory);
  expectScenarios(told, busy);
});

/** A server with the models, a directory with their client, and a server before it that is busy at first. */
async function prepare(
  language: 'ts' | 'python',
): Promise<{ served: ServedModel; directory: string; busy: BusyServer }> {
  const directory = mkdtempSync(path.join(tmpdir(), 'truss-client-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const tokensFile = path.join(directory, 'tokens.txt');
  writeFileSync(tokensFile, `me: ${TOKEN}\n`);
  const served = await serveEntries(Object.entries(MODELS).map(entryOf), { tokensFile });
  await served.ready;
  const schemas = await Promise.all(Object.keys(MODELS).map((name) => schemaOf(served.url, name)));
  const suffix = language === 'ts' ? 'ts' : 'py';
  writeFileSync(path.join(directory, `client.${suffix}`), generateClient(schemas, language, 'Client'));
  // Those in TypeScript import what is not there before: they are no part of what is compiled here.
  const end = language === 'ts' ? '.txt' : '';
  copyFileSync(path.join(SOURCE, 'scenarios.json'), path.join(directory, 'scenarios.json'));
  for (const file of [`run.${suffix}`, `use.${suffix}`]) {
    copyFileSync(path.join(SOURCE, file + end), path.join(directory, file));
  }
  return { served, directory, busy: await startBusy(served.url) };
}

function entryOf([name, model]: readonly [string, string]): EntryOptions {
  const classes = ['setosa', 'other'];
  const tensor = (of: string, shape: number[]): { name: string; datatype: 'FP64'; shape: number[] } => {
    return { name: of, datatype: 'FP64', shape };
  };
  const outputs = [
    { ...tensor('predictions', [-1]), datatype: 'BYTES' as const, classes },
    { ...tensor('probabilities', [-1, 2]), classes },
  ];
  const config = name === 'iris' ? { signature: { inputs: [tensor('inputs', [-1, 2])], outputs } } : {};
  const file = { type: 'string', format: 'binary' };
  const form = { type: 'object', properties: { page: file, language: { type: 'string' } } };
  const example = { name: 'page', method: 'predict', takes: 'multipart/form-data', gives: null, formSchema: form };
  return { ...modelEntry(model, { name, config }), ...(name === 'forms' && { shownExamples: [example] }) };
}

async function schemaOf(url: string, name: string): Promise<ModelSchema> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  return (await (await fetch(`${url}/v1/models/${name}/schema`, { headers })).json()) as ModelSchema;
}

interface BusyServer {
  readonly url: string;
  /** How many requests came. */
  readonly count: () => number;
}

/** Refuses the first request as a server whose queue is full, and passes the others on. */
async function startBusy(target: string): Promise<BusyServer> {
  let count = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    count += 1;
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    if (count === 1) {
      response.writeHead(429, { 'retry-after': '1', 'content-type': 'application/json' });
      response.end('{"error": "The queue is full", "code": "SERVER_BUSY"}');
      return;
    }
    const { authorization = '' } = request.headers;
    const headers = { authorization, 'content-type': request.headers['content-type'] ?? '' };
    const given = await fetch(target + (request.url ?? ''), { method: 'POST', body, headers });
    response.writeHead(given.status, { 'content-type': given.headers.get('content-type') ?? '' });
    response.end(await given.text());
  };
  const server: Server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return { url: `http://127.0.0.1:${port}`, count: () => count };
}

/** What a program printed, of both kinds. */
async function output(program: string, words: readonly string[], cwd: string): Promise<string> {
  const env = { ...process.env, TOKEN, NODE_NO_WARNINGS: '1' };
  const ended = promisify(execFile)(program, words, { cwd, env });
  const { stdout, stderr } = await ended.catch((error: unknown) => error as { stdout: string; stderr: string });
  return stdout + stderr;
}

function expectScenarios(told: string, busy: BusyServer): void {
  const lines = told.trimEnd().split('\n');
  const results = lines.map((line) => {
    try {
      return JSON.parse(line) as Record<string, unknown>;
    } catch {
      throw new Error(`a client ended otherwise than it should:\n${told}`);
    }
  });
  const wanted = new Set(['answer', 'items', 'said', 'content', 'error']);
  const named = SCENARIOS.map((scenario, index) => {
    const expected = Object.fromEntries(Object.entries(scenario).filter(([key]) => wanted.has(key)));
    const counts = scenario.givenUp === undefined ? {} : { givenUp: [scenario.givenUp.after, scenario.givenUp.after] };
    const error = scenario.error === undefined ? {} : { error: expect.objectContaining(scenario.error) as unknown };
    return [
      { name: scenario.name, ...expected, ...counts, ...error },
      { name: scenario.name, ...results[index] },
    ];
  });
  expect(named.map(([, result]) => result)).toEqual(named.map(([expected]) => expected));
  expect(named).toHaveLength(12);
  expect(busy.count()).toBe(SCENARIOS.find(({ attempts }) => attempts !== undefined)?.attempts);
}
