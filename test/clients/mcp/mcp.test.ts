// The official clients of the Model Context Protocol, as they are installed, against a real server and over stdio.
import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { defaultConfig } from '../../../src/core/config/config.ts';
import { clientEnvironment, nodeClients } from '../../support/client-environment.ts';
import { modelEntry, serveEntries } from '../../support/served-model.ts';
import { homeVariables } from '../../support/temporary-home.ts';
import { toolTrusses } from './models.ts';

const run = promisify(execFile);

const here = import.meta.dirname;
const node = await nodeClients(here);
const python = await clientEnvironment(path.join(here, 'python.txt'));

const CLI = path.resolve(here, '../../../src/cli/main.ts');

/** Every client, in every era that it speaks. */
const CLIENTS: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['@modelcontextprotocol/client', 'client.mjs', { MCP_MODE: 'auto' }],
  ['@modelcontextprotocol/client as of 2025', 'client.mjs', { MCP_MODE: 'legacy' }],
  ['@modelcontextprotocol/sdk', 'sdk.mjs', {}],
  ['mcp', 'client.py', { MCP_MODE: 'auto' }],
  ['mcp as of 2025', 'client.py', { MCP_MODE: 'legacy' }],
];

const text = (shown: unknown): object => ({ type: 'text', text: shown });

const EXPECTED = {
  names: ['adder_predict', 'ways_predict'],
  schema: { total: { type: 'number' } },
  sum: { content: [text('{"total":3.5}')], structuredContent: { total: 3.5 } },
  wrong: { content: [text(expect.stringMatching(/^REQUEST_INPUT_INVALID: .*\ba\b/))], isError: true },
  failed: { content: [text('MODEL_HTTP_ERROR: That cannot be done')], isError: true },
  picture: { content: [{ type: 'image', data: 'iVBORw==', mimeType: 'image/png' }] },
  sound: { content: [{ type: 'audio', data: 'UklGRg==', mimeType: 'audio/wav' }] },
  told: ['{"number":0}', '{"number":1}', '{"number":2}'],
  counted: { content: [text('[{"number":0},{"number":1},{"number":2}]')] },
  unknown: { code: -32602, message: expect.stringContaining('Unknown tool: "nothing"') },
  cancelled: 'cancelled',
};

describe.each(CLIENTS)('%s', (_name, program, variables) => {
  test('over HTTP', { timeout: 120_000 }, async ({ skip }) => {
    const client = clientOf(program);
    if ('reason' in client) return skip(client.reason);
    const trusses = toolTrusses();
    const served = await serveTrusses(trusses);
    const words = [...client.words, `${served}/mcp`];
    const { stdout } = await run(client.command, words, { env: { ...process.env, ...variables } });
    expect(JSON.parse(stdout)).toMatchObject(EXPECTED);
    await untilEnded(trusses.ways);
    return undefined;
  });

  test('over stdio', { timeout: 120_000 }, async ({ skip }) => {
    const client = clientOf(program);
    if ('reason' in client) return skip(client.reason);
    const trusses = toolTrusses();
    const home = homeVariables(temporaryDirectory());
    const env = { ...process.env, ...home, ...variables };
    const words = [...client.words, process.execPath, CLI, 'mcp', trusses.adder, trusses.ways, '--env', 'current'];
    const { stdout } = await run(client.command, words, { env });
    // The SDKs in TypeScript forget who wants progress when the answer comes in the same read as it: test/e2e/mcp.test.ts sees it.
    const told = expect.any(Array) as unknown;
    expect(JSON.parse(stdout)).toMatchObject({ ...EXPECTED, told });
    await untilEnded(trusses.ways);
    return undefined;
  });
});

/** What the suite asks of every server that has tools; the others want tools, prompts and resources of its own. */
const SCENARIOS = ['server-initialize', 'ping', 'tools-list', 'dns-rebinding-protection'];

test.each(SCENARIOS)('the conformance suite: %s', { timeout: 120_000 }, async (scenario) => {
  if ('reason' in node) return;
  const url = await serveTrusses(toolTrusses());
  const suite = path.join(node.directory, 'node_modules/@modelcontextprotocol/conformance/dist/index.js');
  const words = [suite, 'server', '--url', `${url.replace('127.0.0.1', 'localhost')}/mcp`, '--scenario', scenario];
  const directory = temporaryDirectory();
  const { stdout } = await run(process.execPath, words, { cwd: directory });
  expect(stdout).toMatch(/Passed: \d+\/\d+, 0 failed/);
});

/** The command that runs a client, or why there is none here. */
function clientOf(
  program: string,
): { readonly command: string; readonly words: readonly string[] } | { readonly reason: string } {
  if (program.endsWith('.py')) {
    if ('reason' in python) return python;
    return { command: python.python, words: [path.join(here, program)] };
  }
  if ('reason' in node) return node;
  const directory = temporaryDirectory();
  for (const file of [program, 'scenario.mjs']) copyFileSync(path.join(here, file), path.join(directory, file));
  symlinkSync(path.join(node.directory, 'node_modules'), path.join(directory, 'node_modules'));
  return { command: process.execPath, words: [path.join(directory, program)] };
}

async function serveTrusses({ adder, ways }: ReturnType<typeof toolTrusses>): Promise<string> {
  const entry = (name: string, directory: string): ReturnType<typeof modelEntry> => {
    const model = readFileSync(path.join(directory, 'model/model.py'), 'utf8');
    return { ...modelEntry(model, { name }), config: defaultConfig(), directory };
  };
  const served = await serveEntries([entry('adder', adder), entry('ways', ways)], { mcp: true });
  await served.ready;
  return served.url;
}

/** Waits until the stream that a client has cancelled is closed. */
async function untilEnded(directory: string): Promise<void> {
  await vi.waitFor(() => expect(existsSync(path.join(directory, 'cancelled'))).toBe(true), { timeout: 20_000 });
}

function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'truss-mcp-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
