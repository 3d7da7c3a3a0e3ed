import { expect, test } from 'vitest';

import { defaultConfig } from '../config/config.ts';
import { makePlan } from './make-plan.ts';
import { manifestsToYaml } from './manifest.ts';
import { isObjectName, objectName } from './names.ts';
import { renderTarget } from './targets.ts';

const iris = { model: 'iris', config: defaultConfig(), stage: null, image: 'r/iris:1' };

/** What is looked at of a pod template. */
interface Pod {
  readonly spec: {
    readonly terminationGracePeriodSeconds: number;
    readonly containers: readonly [{ readonly lifecycle: unknown; readonly env: readonly unknown[] }];
    readonly volumes: readonly unknown[];
  };
}

/** The pod template of a plan. */
function pod(request: Partial<Parameters<typeof makePlan>[0]>): Pod {
  const manifests = renderTarget('kubernetes', [makePlan({ ...iris, ...request })]);
  const made = manifests.find(({ kind }) => kind === 'Deployment')?.spec as { readonly template: Pod };
  return made.template;
}

test('the time until the kill holds the pause before the end, the drain, and a rest', () => {
  const config = { ...defaultConfig(), runtime: { ...defaultConfig().runtime, request_timeout: 40 } };
  const { spec } = pod({ config });
  expect(spec.terminationGracePeriodSeconds).toBe(50);
  expect(spec.containers[0].lifecycle).toBeUndefined();
  expect(spec.containers[0].env).toContainEqual({ name: 'TRUSS_LINGER', value: '5' });
  expect(spec.containers[0].env).toContainEqual({ name: 'TRUSS_DRAIN_TIMEOUT', value: '40' });
});

test('a secret without a default has to be there, one with a default need not', () => {
  const config = { ...defaultConfig(), secrets: { key: null, other: 'default' } };
  const { spec } = pod({ config });
  expect(spec.volumes[1]).toEqual({
    name: 'secrets',
    projected: {
      defaultMode: 0o440,
      sources: [
        { secret: { name: 'iris-secrets', items: [{ key: 'key', path: 'key' }] } },
        { secret: { name: 'iris-secrets', items: [{ key: 'other', path: 'other' }], optional: true } },
      ],
    },
  });
  expect(JSON.stringify(spec)).not.toContain('default"');
});

test.each([
  ['iris', null, 'iris'],
  ['llama_3', 'prod', 'llama-3-prod'],
  ['3d-net', null, 'm-3d-net'],
  ['a'.repeat(45), 'prod', `${'a'.repeat(45)}-prod`],
])('the objects of %s in the stage %s are called %s', (model, stage, name) => {
  expect(objectName(model, stage)).toBe(name);
});

test('names that are too long stay two where they were two, and are names', () => {
  const long = 'a-model-for-the-classification-of-all-the-things-of-the-world';
  const stage = 'a-stage-with-a-name-that-is-as-long-as-a-label-may-be-at-most';
  const names = [
    objectName(`${long}-1`, null),
    objectName(`${long}-2`, null),
    objectName(`${long}-1`, 'prod'),
    objectName('iris', stage),
    objectName('iris', `${stage}2`),
  ];
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter(isObjectName)).toEqual(names);
});

test('nodes are found by all the names that a kind of GPU has', () => {
  const config = defaultConfig();
  const resources = { ...config.resources, accelerator: 'H100', use_gpu: true };
  const text = JSON.stringify(pod({ config: { ...config, resources } }));
  expect(text).toMatch(/"NVIDIA-H100-80GB-HBM3".*"nvidia-h100-80gb","nvidia-h100-mega-80gb"/);
  for (const key of ['karpenter.k8s.aws/instance-gpu-name', 'eks.amazonaws.com/instance-gpu-name']) {
    expect(text).toContain(`{"key":"${key}","operator":"In","values":["h100"]}`);
  }
});

test('words that YAML 1.1 takes for something else stand in quotes', () => {
  const text = manifestsToYaml(renderTarget('kubernetes', [makePlan({ ...iris, model: 'yes', stage: 'on' })]));
  expect(text).toContain('app.kubernetes.io/name: "yes"');
  expect(text).toContain('truss.dev/stage: "on"');
});
