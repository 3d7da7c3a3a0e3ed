import { expect, test } from 'vitest';

import { keepLog } from '../../test/support/kept-log.ts';
import { parseConfig } from '../core/config/parse-config.ts';
import { UNDEPLOYED } from '../core/config/undeployed.ts';
import type { PlacedEntry } from './create-edition.ts';
import { createEdition, placeEntry } from './create-edition.ts';

const SERVER = `
docker_server:
  start_command: serve
  server_port: 8000
  predict_endpoint: /predict
  readiness_endpoint: /ready
  liveness_endpoint: /alive
`;

test.each([
  ['a model takes one request at a time', '', 1],
  ['a server of its own takes many', SERVER, 256],
  ['a server of its own takes one where somebody wrote it', `${SERVER}runtime: {predict_concurrency: 1}\n`, 1],
])('%s', async (_, text, concurrency) => {
  const { limits } = createEdition(await entryOf(text), { workers: 1, logger: keepLog().logger });
  expect(limits.predictConcurrency).toBe(concurrency);
});

test.each([
  ['more memory than there is, where somebody wrote it', 'resources: {memory: 1Ei}\n', [/^The model asks for 1Ei of/]],
  ['what there is', 'resources: {memory: 1Ki}\n', []],
])('a model that asks for %s', async (_, text, warnings) => {
  const log = keepLog();
  createEdition(await entryOf(text), { workers: 1, logger: log.logger });
  const told = log.records.map(({ message }) => message).filter((message) => /of memory/.test(String(message)));
  expect(told).toEqual(warnings.map((warning): unknown => expect.stringMatching(warning)));
});

async function entryOf(text: string): Promise<PlacedEntry> {
  const { config, written } = parseConfig(text, { file: 'config.yaml' });
  if (config === null) throw new Error('the config of the test is not valid');
  const place = { name: 'model', directory: '/nowhere', python: '/nowhere/python', secrets: {}, workers: null };
  return placeEntry({ ...UNDEPLOYED, ...place, config, written });
}
