// Clients of random schemas of hostile shape compile, and are the same each time.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';

import { generateClient } from '../../src/core/clients/generate-client.ts';
import type { ModelSchema } from '../../src/core/schema/model-schema.ts';
import { homeVariables } from '../support/temporary-home.ts';
import { hostileModels } from './typed/hostile-schemas.ts';

const TSC = path.resolve(import.meta.dirname, '../../node_modules/.bin/tsc');
const STRICT = ['--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--noEmit', '--skipLibCheck'];
const WEB = ['--ignoreConfig', '--target', 'es2022', '--module', 'nodenext', '--lib', 'es2022,dom'];

/** Each compiles twenty models at once. Another seed each day would fail in somebody else's change. */
const RUNS = {
  numRuns: Number(process.env['HOSTILE_RUNS'] ?? 3),
  seed: Number(process.env['HOSTILE_SEED'] ?? 1),
  endOnFailure: true,
};

test('in TypeScript', { timeout: 3_600_000 }, async () => {
  const directory = temporaryDirectory();
  const check = async (models: ModelSchema[]): Promise<void> => {
    const text = generateClient(models, 'ts', 'Client');
    expect(generateClient(structuredClone(models), 'ts', 'Client')).toBe(text);
    writeFileSync(path.join(directory, 'client.ts'), text);
    expect(await output(TSC, [...STRICT, ...WEB, 'client.ts'], directory)).toBe('');
  };
  await fc.assert(fc.asyncProperty(hostileModels, check), RUNS);
});

test('in Python', { timeout: 3_600_000 }, async () => {
  const directory = temporaryDirectory();
  const python = homeVariables('').TRUSS_PYTHON;
  const check = async (models: ModelSchema[]): Promise<void> => {
    writeFileSync(path.join(directory, 'client.py'), generateClient(models, 'python', 'Client'));
    expect(await output(python, ['-m', 'mypy', '--strict', '--no-error-summary', 'client.py'], directory)).toBe('');
    // Types that are evaluated, not only read.
    expect(await output(python, ['-c', 'import client; client.Client("http://127.0.0.1")'], directory)).toBe('');
  };
  await fc.assert(fc.asyncProperty(hostileModels, check), RUNS);
});

function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'truss-hostile-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

async function output(program: string, words: readonly string[], cwd: string): Promise<string> {
  const ended = promisify(execFile)(program, words, { cwd });
  const { stdout, stderr } = await ended.catch((error: unknown) => error as { stdout: string; stderr: string });
  return (stdout + stderr).slice(0, 3000);
}
