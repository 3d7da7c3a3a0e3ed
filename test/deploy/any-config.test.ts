// Whatever a valid `deploy:` says, a cluster takes what is made of it.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { makePlan } from '../../src/core/deploy/make-plan.ts';
import { documentToYaml } from '../../src/core/deploy/manifest.ts';
import { objectName } from '../../src/core/deploy/names.ts';
import { TARGET_NAMES, TARGETS } from '../../src/core/deploy/targets.ts';
import { objectProblems } from '../support/cluster-schema.ts';
import { configOf } from './trusses.ts';

const name = fc.stringMatching(/^[a-z0-9](?:[-a-z0-9]{0,20}[a-z0-9])?$/);
const host = fc.stringMatching(/^[a-z]{1,8}(?:\.[a-z]{2,8}){1,2}$/);
const key = fc.stringMatching(/^(?:[a-z]{1,8}\.com\/)?[a-zA-Z][a-zA-Z0-9]{0,8}$/);
const text = fc.oneof(
  fc.constantFrom('yes', 'on', '1e3', 'null', '0x1', 'NaN'),
  fc.stringMatching(/^[a-zA-Z0-9]{1,8}$/),
);
const count = fc.integer({ min: 0, max: 50 });

/** Every field, given or not. */
const fields = fc.record(
  {
    namespace: name,
    replicas: fc.oneof(
      count,
      fc.tuple(count, count).map(([left, right]) => ({ min: Math.min(left, right), max: Math.max(1, left, right) })),
    ),
    autoscaling: fc.record(
      {
        signal: fc.constantFrom('cpu', 'concurrency', 'queue'),
        by: fc.constantFrom('hpa', 'keda'),
        target: fc.integer({ min: 1, max: 200 }),
        prometheus: fc.constant('https://prometheus.example.com/api'),
      },
      { requiredKeys: [] },
    ),
    start_timeout: fc.constantFrom('1s', '90m', 0.5, 3),
    drain_timeout: fc.constantFrom('1s', '2h', 0.2),
    secret: name,
    image_pull_secrets: fc.array(name, { maxLength: 3 }),
    service_account: name,
    node_selector: fc.dictionary(key, text, { maxKeys: 3 }),
    tolerations: fc.array(
      fc.record(
        {
          key,
          operator: fc.constantFrom('Equal', 'Exists'),
          value: text,
          effect: fc.constantFrom('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
        },
        { requiredKeys: [] },
      ),
      { maxLength: 3 },
    ),
    annotations: fc.dictionary(key, text, { maxKeys: 3 }),
    ingress: fc.record({ host, class: name, tls_secret: name }, { requiredKeys: ['host'] }),
    route: fc.record(
      { gateway: name, gateway_namespace: name, hosts: fc.array(host, { maxLength: 2 }) },
      { requiredKeys: ['gateway'] },
    ),
    network: fc.record(
      { from_namespaces: fc.array(name, { maxLength: 3 }), egress: fc.boolean() },
      { requiredKeys: [] },
    ),
    monitoring: fc.boolean(),
    rollout: fc.constantFrom('add_first', 'remove_first'),
    weights: fc.oneof(
      fc.constant({ from: 'image' }),
      fc.record({ from: fc.constantFrom('volume', 'init'), claim: name }),
      fc.record({ from: fc.constant('init'), size: fc.constant('20Gi') }),
    ),
    kserve: fc.record(
      {
        mode: fc.constantFrom('standard', 'knative'),
        protocol: fc.constantFrom('http', 'grpc'),
        storage: fc.constant('s3://bucket/model'),
        runtime: name,
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

const resources = fc.record(
  {
    cpu: fc.constantFrom('1', '0.5', '250m', '1e1', 'inf', '1_0', '.5m', '0'),
    memory: fc.constantFrom('512Mi', '1.5Gi', '1e9', 'nan', '100', '2E', '.5G'),
    accelerator: fc.constantFrom('T4', 'A100:8', 'H200', 'B10:2'),
  },
  { requiredKeys: [] },
);

const config = fc.record({
  deploy: fc.tuple(fields, fields).map(([common, production]) => Object.assign(common, { stages: { production } })),
  resources,
  secrets: fc.dictionary(fc.stringMatching(/^[a-zA-Z0-9._-]{1,9}[a-z]$/), fc.constantFrom(null, 'x'), { maxKeys: 3 }),
  weights: fc.constantFrom([], [{ source: 'hf://a/b@main', mount_location: '/models/b' }]),
});

test('whatever a config says, a cluster takes what is made of it', () => {
  fc.assert(
    fc.property(config, fc.constantFrom(null, 'production'), fc.boolean(), (written, stage, hasCanary) => {
      const model = 'llama_3';
      const canary = hasCanary ? { image: 'r/m:2', digest: null, percent: 10 } : null;
      const plan = makePlan({ model, config: configOf(documentToYaml(written)), stage, image: 'r/m:1', canary });
      expect(plan.name).toBe(objectName(model, stage));
      for (const target of TARGET_NAMES.filter((each) => TARGETS[each].refuse(plan) === null)) {
        const documents = TARGETS[target].render([plan]);
        expect(documents.length).toBeGreaterThan(0);
        const problems = target === 'compose' ? [] : documents.flatMap(({ content }) => objectProblems(content));
        expect(problems).toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
});
