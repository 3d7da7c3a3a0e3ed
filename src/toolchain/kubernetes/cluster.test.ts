import { expect, test } from 'vitest';

import { FakeKubectl } from '../../../test/support/fake-kubectl.ts';
import { chooseCluster, describeCluster, looksLikeProduction } from './cluster.ts';

const kubeconfig = {
  'current-context': 'dev',
  clusters: [{ name: 'a', cluster: { server: 'https://a' } }],
  contexts: [
    { name: 'dev', context: { cluster: 'a', namespace: 'ml' } },
    { name: 'staging', context: { cluster: 'a' } },
  ],
};
const choose = (config: object, context: string | null = null, namespace: string | null = null) =>
  chooseCluster(new FakeKubectl().on(/^config view/, config), { context, namespace });

test('where nothing is said it is the current context, and the namespace of that', async () => {
  expect(await choose(kubeconfig)).toMatchObject({ context: 'dev', server: 'https://a', namespace: 'ml' });
  expect(await choose(kubeconfig, 'staging')).toMatchObject({ context: 'staging', namespace: 'default' });
  const chosen = await choose(kubeconfig, 'staging', 'mine');
  expect(describeCluster(chosen)).toBe('namespace mine of staging (https://a)');
});

test('a context that is not there is named, and those that are', async () => {
  await expect(choose(kubeconfig, 'stagin')).rejects.toMatchObject({
    code: 'DEPLOY_CONTEXT_MISSING',
    message: 'kubectl knows no context stagin; it knows dev, staging. Did you mean staging?',
  });
  await expect(choose({ ...kubeconfig, 'current-context': '' })).rejects.toMatchObject({
    message: 'No context is the current one; there are dev, staging.',
    hint: 'Say which one is meant: --context dev',
  });
  await expect(choose({ contexts: null })).rejects.toMatchObject({
    code: 'DEPLOY_CONTEXT_MISSING',
    message: 'No cluster is known here: kubectl has no context.',
  });
});

test.each([
  ['prod-eu', 'default', true],
  ['gke_company_europe-west1_production', 'default', true],
  ['eks', 'ml-prod', true],
  ['LIVE', 'default', true],
  ['dev', 'products', false],
  ['reproduction', 'default', false],
  ['kind-kind', 'delivery', false],
])('%s with namespace %s looks like production: %s', (context, namespace, expected) => {
  expect(looksLikeProduction({ context, namespace })).toBe(expected);
});
