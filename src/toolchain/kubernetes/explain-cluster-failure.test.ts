import { expect, test } from 'vitest';

import { explainClusterFailure } from './explain-cluster-failure.ts';

const place = { context: 'dev', server: 'https://10.0.0.1:6443', namespace: 'ml' };

test.each([
  [
    'a cluster that does not run',
    'The connection to the server 10.0.0.1:6443 was refused - did you specify the right host or port?',
    'DEPLOY_CLUSTER_UNREACHABLE',
    'The cluster of dev (https://10.0.0.1:6443) does not answer: The connection to the server 10.0.0.1:6443 was refused - did you specify the right host or port?',
  ],
  [
    'a cluster that does not run, after all that was tried',
    'E1129 19:04:38 memcache.go:265] "Unhandled Error" err="couldn\'t get current server API group list: Get \\"https://10.0.0.1:6443/api?timeout=30s\\": dial tcp 10.0.0.1:6443: connect: connection refused"\nThe connection to the server 10.0.0.1:6443 was refused - did you specify the right host or port?',
    'DEPLOY_CLUSTER_UNREACHABLE',
    /does not answer: The connection to the server/,
  ],
  [
    'a name that leads nowhere',
    'Unable to connect to the server: dial tcp: lookup k8s.example on 10.0.0.2:53: no such host',
    'DEPLOY_CLUSTER_UNREACHABLE',
    /does not answer: Unable to connect/,
  ],
  [
    'a stranger',
    'error: You must be logged in to the server (Unauthorized)',
    'DEPLOY_LOGIN_REFUSED',
    /does not know who you are/,
  ],
  [
    'a verb that is not allowed',
    'Error from server (Forbidden): deployments.apps "iris" is forbidden: User "guest" cannot patch resource "deployments" in API group "apps" in the namespace "ml"',
    'DEPLOY_FORBIDDEN',
    'guest may not patch deployments.apps in namespace ml of dev.',
  ],
  [
    'a verb that is not allowed on what belongs to no group',
    'Error from server (Forbidden): nodes is forbidden: User "guest" cannot list resource "nodes" in API group "" at the cluster scope',
    'DEPLOY_FORBIDDEN',
    'guest may not list nodes cluster-wide of dev.',
  ],
  [
    'a quota, which is forbidden as well',
    'Error from server (Forbidden): error when creating "STDIN": pods "iris" is forbidden: exceeded quota: small, requested: limits.memory=2Gi, used: limits.memory=0, limited: limits.memory=1Gi',
    'DEPLOY_QUOTA',
    'The quota small of namespace ml does not allow it: limits.memory=2Gi is asked for, limits.memory=0 is used, of at most limits.memory=1Gi.',
  ],
  [
    'a namespace that is not there',
    'Error from server (NotFound): namespaces "ml" not found',
    'DEPLOY_NAMESPACE_MISSING',
    'dev has no namespace ml.',
  ],
  [
    'a kind that is not installed',
    'error: resource mapping not found for name: "iris" namespace: "" from "STDIN": no matches for kind "InferenceService" in version "serving.kserve.io/v1beta1"',
    'DEPLOY_KIND_UNKNOWN',
    'dev does not know InferenceService (serving.kserve.io/v1beta1).',
  ],
  [
    'a field that there is not',
    'Error from server: failed to create typed patch object (ml/iris; apps/v1, Kind=Deployment): .spec.replcas: field not declared in schema',
    'DEPLOY_MANIFEST_REFUSED',
    /\.spec\.replcas: field not declared in schema/,
  ],
  [
    'a value that cannot be',
    'The Deployment "iris" is invalid: spec.template.spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
    'DEPLOY_MANIFEST_REFUSED',
    /must be less than or equal to cpu limit/,
  ],
  [
    'fields of somebody else',
    'error: Apply failed with 1 conflict: conflict with "kubectl-edit" using apps/v1: .spec.replicas\nPlease review the fields above--they currently have other managers.',
    'DEPLOY_CONFLICT',
    /conflict with "kubectl-edit" using apps\/v1: \.spec\.replicas$/,
  ],
  ['anything else', 'error: the moon is full', 'DEPLOY_FAILED', 'kubectl failed at dev: error: the moon is full'],
])('%s', (_, stderr, code, message) => {
  const error = explainClusterFailure(stderr, place);
  expect(error).toMatchObject({
    code,
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });
});

test('every way out names what to do', () => {
  expect(explainClusterFailure('namespaces "ml" not found', place).hint).toContain(
    'kubectl --context dev create namespace ml',
  );
  expect(
    explainClusterFailure('no matches for kind "ScaledObject" in version "keda.sh/v1alpha1"', place).hint,
  ).toContain('KEDA has to be installed');
});
