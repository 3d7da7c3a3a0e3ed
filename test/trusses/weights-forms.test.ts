// Each form in which configs have named files to fetch: it loads, it is brought into today's form without meaning anything else, and it is
// locked.
import { afterAll, beforeAll, expect, test } from 'vitest';

import { migrateConfig } from '../../src/core/config/migrate/migrate-config.ts';
import { parseConfig } from '../../src/core/config/parse-config.ts';
import type { PlannedWeights } from '../../src/core/weights/planned-weights.ts';
import { plannedWeights } from '../../src/core/weights/planned-weights.ts';
import { openProject } from '../../src/toolchain/project/open/open-project.ts';
import { lockWeights } from '../../src/toolchain/weights/lock-weights.ts';
import type { FileServer } from '../support/file-server.ts';
import { serveFiles } from '../support/file-server.ts';
import type { HubServer } from '../support/hub-server.ts';
import { serveHub } from '../support/hub-server.ts';
import { temporaryTruss, useTemporaryHome } from '../support/temporary-home.ts';
import { WEIGHTS_FORMS } from './weights-forms.ts';

const home = useTemporaryHome();
const FILES = { 'config.json': '{}', 'model.fp16.safetensors': 'f', 'model.safetensors': 'w', 'README.md': '' };
/** Of a revision that everybody has. */
const EVERYWHERE = ['0123456789abcdef0123456789abcdef01234567', 'refs/pr/1'];
let hub: HubServer;
let clouds: FileServer;

beforeAll(async () => {
  hub = await serveHub();
  for (const repo of ['org/llama', 'gpt']) hub.push(repo, { files: FILES, refs: EVERYWHERE });
  hub.push('org/hidden', { files: FILES, token: 'hf_right' });
  clouds = await serveFiles((request, response) => {
    const url = new URL(request.url ?? '', 'http://clouds');
    const listing = LISTINGS.find(({ asks }) => asks(url));
    if (listing === undefined) return { bytes: Buffer.from('bytes') };
    response.end(listing.answer);
    return null;
  });
});
afterAll(() => Promise.all([hub.close(), clouds.close()]));

/** What each cloud says of the one file below `llama`, of a bucket that is called so. */
const LISTINGS = [
  {
    asks: ({ pathname }: URL) => pathname.endsWith('/b/bucket/o'),
    answer: '{"items": [{"name": "llama/w.bin", "size": "5"}]}',
  },
  {
    asks: ({ searchParams }: URL) => searchParams.get('list-type') === '2',
    answer: '<ListBucketResult><Contents><Key>llama/w.bin</Key><Size>5</Size></Contents></ListBucketResult>',
  },
  {
    asks: ({ searchParams }: URL) => searchParams.get('comp') === 'list',
    answer:
      '<EnumerationResults><Blobs><Blob><Name>llama/w.bin</Name><Properties><Content-Length>5</Content-Length></Properties></Blob></Blobs></EnumerationResults>',
  },
];

function planned(text: string): readonly PlannedWeights[] {
  const { config, issues } = parseConfig(text, { file: 'config.yaml' });
  if (config === null) throw new Error(JSON.stringify(issues));
  return plannedWeights(config);
}

function placeText({ place }: PlannedWeights): string {
  if (place.kind === 'hub') return 'hub';
  return `${place.kind === 'data' ? 'data ' : ''}${place.path}${place.isFile ? ' (file)' : ''}`;
}

test.each(WEIGHTS_FORMS)('$form: loads', ({ text, told = [], places }) => {
  const { issues } = parseConfig(text, { file: 'config.yaml' });
  expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(issues.map(({ path }) => path).toSorted()).toEqual([...told].toSorted());
  expect(planned(text).map(placeText)).toEqual(places);
});

test.each(WEIGHTS_FORMS)('$form: is migrated', ({ text, migrated = [] }) => {
  const { text: now, changes } = migrateConfig(text);
  expect(changes.map(({ path }) => path)).toEqual(migrated);
  const meant = (each: PlannedWeights) => ({ ...each, field: '', name: '', allow: each.allow, ignore: each.ignore });
  expect(planned(now).map(meant)).toEqual(planned(text).map(meant));
  expect(migrateConfig(now).changes).toEqual([]);
});

test.each(WEIGHTS_FORMS)('$form: is locked', async ({ text, places }) => {
  const config = text.replaceAll('https://files.example.org', clouds.url);
  const project = await openProject(temporaryTruss({ 'config.yaml': config, 'model/model.py': '' }));
  const aws = '{"access_key_id": "a", "secret_access_key": "b", "region": "us-west-2"}';
  const azure = '{"account_key": "a2V5"}';
  const variables = {
    HF_ENDPOINT: hub.url,
    HF_HOME: `${home()}/hf`,
    AWS_ENDPOINT_URL: clouds.url,
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    STORAGE_EMULATOR_HOST: clouds.url,
    AZURE_STORAGE_CONNECTION_STRING: `BlobEndpoint=${clouds.url}`,
    TRUSS_SECRET_hf_access_token: 'hf_right',
    TRUSS_SECRET_aws: aws,
    TRUSS_SECRET_aws_secret_json: aws,
    TRUSS_SECRET_azure: azure,
    TRUSS_SECRET_azure_secret_json: azure,
  };
  const signal = AbortSignal.timeout(60_000);
  const options = { offline: false, update: false, variables, progress: () => undefined, signal };
  const { lock, doubts } = await lockWeights(project, options);
  expect(doubts).toEqual([]);
  const sources = new Set(plannedWeights(project.config).map(({ source }) => source));
  expect(lock.sources).toHaveLength(places.length === 0 ? 0 : sources.size);
  expect(lock.sources.every(({ files }) => files.length > 0)).toBe(true);
});
