// What an editor says of a config: by the YAML language server, as it is installed, and the schema that Truss publishes.
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { afterAll, describe, expect, test } from 'vitest';

import { parseConfig } from '../../../src/core/config/parse-config.ts';
import { configJsonSchema } from '../../../src/core/config/render/json-schema.ts';
import { nodeClients } from '../../support/client-environment.ts';

const VALID = [
  'model_name: iris\nmy_own_key: 1\n',
  'resources:\n  use_gpu: yes\n  cpu: "2"\n  memory: 512Mi\n',
  'resources:\n  use_gpu: "true"\n  cpu: 500m\n  memory: "1e9"\n',
  'secrets:\n',
  'requirements:\nruntime:\nresources:\n',
  'model_name: 7\nspec_version: 2.0\n',
  'python_version: py312\n',
  'python_version: 3.11\n',
  'runtime:\n  num_workers: "2"\n  request_timeout: 30s\n  queue_timeout: 90\n  max_body: 512Mi\n  mine: 1\n',
  'runtime:\n  total_timeout:\n  warmup: all\n  batching:\n    max_batch_size: "8"\n',
  'environment_variables:\n  A: 1\n  B: text\n  C: true\n  D:\n',
  'signature:\n  inputs:\n    - name: x\n      datatype: FP32\n      shape: [-1, "4"]\n',
  'apply_library_patches: off\n',
];

const INVALID = [
  'resources:\n  memory: lots\n',
  'resources:\n  cpu: many\n',
  'resources:\n  use_gpu: perhaps\n',
  'resources:\n  accelerator: A9000\n',
  'runtime:\n  request_timeout: soon\n',
  'runtime:\n  request_timeout: 0\n',
  'runtime:\n  max_body: huge\n',
  'runtime:\n  num_workers: two\n',
  'runtime:\n  warmup: some\n',
  'python_version: py27\n',
  'python_version: 3.1\n',
  'python_version: 2.7\n',
  'requirements: numpy\n',
  'secrets: [a]\n',
  'signature:\n  inputs:\n    - name: x\n      datatype: FP33\n      shape: [-1]\n',
];

const server = await nodeClients(import.meta.dirname);
const directory = mkdtempSync(path.join(tmpdir(), 'truss-yaml-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Asked {
  readonly text: string;
  readonly at?: { readonly line: number; readonly character: number };
}

interface Told {
  readonly errors: readonly string[];
  readonly offers: readonly string[];
}

async function ask(asked: readonly Asked[]): Promise<readonly Told[]> {
  if ('reason' in server) return [];
  const modules = path.join(directory, 'node_modules');
  rmSync(modules, { force: true });
  symlinkSync(path.join(server.directory, 'node_modules'), modules);
  copyFileSync(path.join(import.meta.dirname, 'ask-server.mjs.txt'), path.join(directory, 'ask.mjs'));
  writeFileSync(path.join(directory, 'schema.json'), JSON.stringify(configJsonSchema()));
  writeFileSync(path.join(directory, 'asked.json'), JSON.stringify(asked));
  const words = ['ask.mjs', 'schema.json', 'asked.json'];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: directory });
  return JSON.parse(stdout) as readonly Told[];
}

describe.skipIf('reason' in server)('an editor', () => {
  test('marks what config check refuses, and nothing else', async () => {
    const texts = [...VALID, ...INVALID];
    const told = await ask(texts.map((text) => ({ text })));
    const marked = texts.filter((_, index) => (told[index]?.errors.length ?? 0) > 0);
    const refused = texts.filter((text) => parseConfig(text, { file: 'config.yaml' }).config === null);
    expect(refused).toEqual(INVALID);
    expect(marked).toEqual(INVALID);
  });

  test('offers every key', async () => {
    const schema = configJsonSchema() as { properties: Record<string, { properties?: object }> };
    const [top, runtime, resources] = await ask([
      { text: '', at: { line: 0, character: 0 } },
      { text: 'runtime:\n  ', at: { line: 1, character: 2 } },
      { text: 'resources:\n  ', at: { line: 1, character: 2 } },
    ]);
    expect(top?.offers).toEqual(expect.arrayContaining(Object.keys(schema.properties)));
    expect(runtime?.offers).toEqual(
      expect.arrayContaining(Object.keys(schema.properties['runtime']?.properties ?? {})),
    );
    expect(resources?.offers).toEqual(
      expect.arrayContaining(Object.keys(schema.properties['resources']?.properties ?? {})),
    );
  });

  test('offers true and false, and the words of a choice', async () => {
    const [gpu, warmup] = await ask([
      { text: 'resources:\n  use_gpu: ', at: { line: 1, character: 11 } },
      { text: 'runtime:\n  warmup: ', at: { line: 1, character: 10 } },
    ]);
    expect(gpu?.offers).toEqual(expect.arrayContaining(['true', 'false']));
    expect(warmup?.offers).toEqual(expect.arrayContaining(['first', 'all', 'none']));
  });
});
