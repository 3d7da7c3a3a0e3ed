import { expect, test } from 'vitest';

import { keepLog } from '../../test/support/kept-log.ts';
import { parseConfig } from '../core/config/parse-config.ts';
import { UNDEPLOYED } from '../core/config/undeployed.ts';
import type { PlacedEntry } from './create-edition.ts';
import { createEdition, placeEntry } from './create-edition.ts';
import { createService } from './start-service.ts';

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

test('many workers on few processors are told of once, and for a model by itself where it is allowed few', async () => {
  const log = keepLog();
  const told = (): unknown[] => log.records.map(({ message }) => message).filter((each) => /share/.test(String(each)));
  const many = { ...(await entryOf('')), workers: 5000 };
  await createService([many, { ...many, name: 'other' }], log.logger);
  const crowds = told().filter((each) => String(each).includes('memory for a model'));
  expect(crowds).toEqual([expect.stringMatching(/^10000 workers share/)]);
  await createService([{ ...(await entryOf('resources: {cpu: 500m}\n')), workers: 5 }], log.logger);
  expect(told()).toContainEqual(expect.stringMatching(/^5 workers share 0\.5 processors/));
});

async function entryOf(text: string): Promise<PlacedEntry> {
  const { config, written } = parseConfig(text, { file: 'config.yaml' });
  if (config === null) throw new Error('the config of the test is not valid');
  const place = { name: 'model', directory: '/nowhere', python: '/nowhere/python', secrets: {}, workers: null };
  return placeEntry({ ...UNDEPLOYED, ...place, config, written });
}
