import { expect, test } from 'vitest';

import { parseConfig } from '../parse-config.ts';

/** The errors and warnings of a text, each with its line. */
function issuesOf(text: string): string[] {
  const { issues } = parseConfig(text, { file: 'config.yaml' });
  return issues.map(({ severity, line, path, message }) => `${severity} ${line} ${path}: ${message}`);
}

test.each([
  ['{replicas: {max: 3}}', []],
  ['{replicas: 0}', []],
  ['{registry: "localhost:5000/team_a/x"}', []],
  [
    '{replicas: {min: 4, max: 3}}',
    ['error 1 deploy.replicas.min: deploy.replicas wants at least 4 pods and at most 3'],
  ],
  [
    '{replicas: {min: 1, max: 3, most: 4}}',
    ['error 1 deploy.replicas: deploy.replicas must be a number of pods, or `{min: 1, max: 10}`, not a map'],
  ],
  [
    '{namespace: My_Space}',
    [
      'error 1 deploy.namespace: deploy.namespace must be a name of at most 63 lower-case letters, digits and -, not "My_Space"',
    ],
  ],
  [
    '{registry: "https://registry.example.com/team:1"}',
    [
      'error 1 deploy.registry: deploy.registry must be a registry with or without a path, such as registry.example.com/team, not "https://registry.example.com/team:1"',
    ],
  ],
  [
    '{weights: {from: volume}}',
    ['error 1 deploy.weights.from: deploy.weights.claim is missing: it is not said which volume holds the files'],
  ],
  ['{ingress: {class: nginx}}', ['error 1 deploy.ingress.host: deploy.ingress.host is missing: it must be text']],
  ['{replcas: 1}', ['error 1 deploy.replcas: deploy.replcas is not a known key']],
])('deploy: %s', (text, expected) => {
  expect(issuesOf(`deploy: ${text}\n`)).toEqual(expected);
});

test('what is wrong in a stage is found there', () => {
  expect(issuesOf('deploy:\n  stages:\n    Prod: {}\n    a:\n      replicas: {min: 2, max: 1}\n')).toEqual([
    'error 3 deploy.stages.Prod: the key "Prod" in deploy.stages must be a name of lower-case letters, digits and -',
    'error 5 deploy.stages.a.replicas.min: deploy.stages.a.replicas wants at least 2 pods and at most 1',
  ]);
});
