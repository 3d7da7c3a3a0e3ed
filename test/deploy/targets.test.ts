// What every target promises, and what each gives for the same trusses: the files in golden/ are what a cluster would be asked for
// (`npx vitest run test/deploy -u` writes them anew; read the difference).
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

import { makePlan } from '../../src/core/deploy/make-plan.ts';
import { documentToYaml, manifestsToYaml } from '../../src/core/deploy/manifest.ts';
import { TARGET_NAMES, TARGETS } from '../../src/core/deploy/targets.ts';
import { KNOWN_KINDS, objectProblems } from '../support/cluster-schema.ts';
import { configOf, REQUESTS } from './trusses.ts';

const plans = Object.entries(REQUESTS).map(([name, request]) => ({ name, plan: makePlan(request) }));

/** What each target can be asked for. */
const asked = TARGET_NAMES.flatMap((target) =>
  plans.filter(({ plan }) => TARGETS[target].refuse(plan) === null).map(({ name, plan }) => ({ target, name, plan })),
);

describe('every target', () => {
  test.each(asked)('$target: $name is as it was, byte for byte', async ({ target, name, plan }) => {
    const documents = TARGETS[target].render([plan]);
    const text = manifestsToYaml(documents.map(({ content }) => content));
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, `golden/${target}-${name}.yaml`));
    expect(manifestsToYaml(TARGETS[target].render([makePlan(REQUESTS[name]!)]).map(({ content }) => content))).toBe(
      text,
    );
  });

  test.each(asked)('$target: of $name each file has a name of its own, and says what was meant', ({ target, plan }) => {
    const documents = TARGETS[target].render([plan]);
    expect(new Set(documents.map(({ file }) => file)).size).toBe(documents.length);
    for (const { file, content } of documents) {
      expect(file).toMatch(/^[a-z0-9-]+\.yaml$/);
      // As Go reads YAML, 1.1, and as everybody else does.
      for (const version of ['1.1', '1.2'] as const) {
        expect(parse(documentToYaml(content), { version })).toEqual(JSON.parse(JSON.stringify(content)));
      }
    }
  });

  test.each(asked)('$target: no value of a secret, and no default of one, is in $name', ({ target, plan }) => {
    const config = { ...plan.config, secrets: { api_key: null, other: 'hunter2' } };
    expect(JSON.stringify(TARGETS[target].render([{ ...plan, config }]))).not.toContain('hunter2');
  });

  test.each(TARGET_NAMES)('%s takes several trusses at once', (target) => {
    const both = ['plain', 'gpu'].map((name) => makePlan(REQUESTS[name]!));
    const text = JSON.stringify(TARGETS[target].render(both));
    expect([text.includes('r/iris:1'), text.includes('r/llama:1')]).toEqual([true, true]);
  });
});

describe('a cluster takes', () => {
  test.each(asked.filter(({ target }) => target !== 'compose'))('$target: $name', ({ target, plan }) => {
    const found = TARGETS[target]
      .render([plan])
      .flatMap(({ file, content }) => objectProblems(content).map((problem) => `${file}${problem}`));
    expect(found).toEqual([]);
  });
});

describe('the check of what a cluster takes', () => {
  const deployment = TARGETS.kubernetes
    .render([makePlan(REQUESTS['plain']!)])
    .map(({ content }) => content as { readonly kind: string; readonly spec: object })
    .find(({ kind }) => kind === 'Deployment')!;

  test('finds a field that nobody knows, one that is missing, and a value that does not fit', () => {
    const { selector: _selector, ...spec } = deployment.spec as { readonly selector: unknown };
    expect(objectProblems({ ...deployment, spec: { ...spec, replcas: 1, replicas: '1' } })).toEqual([
      '.spec.selector: missing',
      '.spec.replicas: "1" is no integer',
      '.spec.replcas: field not declared in schema',
    ]);
    expect(objectProblems({ apiVersion: 'v1', kind: 'Nothing' })).toEqual(['no schema of v1 Nothing']);
  });

  test('knows every kind that is rendered', () => {
    const kinds = asked.flatMap(({ target, plan }) =>
      target === 'compose'
        ? []
        : TARGETS[target].render([plan]).map(({ content }) => {
            const { apiVersion, kind } = content as { readonly apiVersion: string; readonly kind: string };
            return `${apiVersion} ${kind}`;
          }),
    );
    // A Secret is made of the local store by who applies; the older version of a route is there for those who look.
    const others = new Set(['v1 Secret', 'gateway.networking.k8s.io/v1beta1 HTTPRoute']);
    expect(new Set(kinds)).toEqual(new Set(KNOWN_KINDS.filter((kind) => !others.has(kind))));
  });
});

test('several trusses with one host are found by their names', () => {
  const shared = 'deploy: {route: {gateway: public, hosts: [a.example.com]}, ingress: {host: a.example.com}}\n';
  const both = ['iris', 'churn'].map((model) => makePlan({ ...REQUESTS['plain']!, model, config: configOf(shared) }));
  const text = manifestsToYaml(TARGETS.kubernetes.render(both).map(({ content }) => content));
  const documents = parseAllDocuments(text).map((document) => document.toJS() as Readonly<Record<string, never>>);
  expect(documents.filter(({ kind }) => kind === 'HTTPRoute')).toHaveLength(2);
  expect(text).toContain('value: /v2/models/churn\n');
  expect(text).toContain('path: /v1/models/iris:predict\n');
  expect(text).not.toContain('value: /\n');
});
