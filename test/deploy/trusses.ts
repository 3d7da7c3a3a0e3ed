// Trusses that are deployed in the tests, each for what it asks for.
import type { Config } from '../../src/core/config/config.ts';
import { parseConfig } from '../../src/core/config/parse-config.ts';
import type { DeployRequest } from '../../src/core/deploy/make-plan.ts';

/** A config from its text. */
export function configOf(text: string): Config {
  const { config, issues } = parseConfig(text, { file: 'config.yaml' });
  if (config === null) throw new Error(issues.map(({ message }) => message).join('\n'));
  return config;
}

const SERVER =
  'docker_server: {server_port: 8000, predict_endpoint: /p, readiness_endpoint: /r, liveness_endpoint: /l, no_build: true}';

const WEIGHTS = `weights:
  - {source: "hf://a/llama@main", mount_location: /models/llama}
  - {source: "https://example.com/w/head.bin", mount_location: /app/data/head.bin}
`;

/** Name → what is asked for. */
export const REQUESTS: Readonly<Record<string, DeployRequest>> = {
  plain: request('iris', ''),
  everything: {
    ...request(
      'iris',
      `secrets: {api_key: null, rate: "5"}
resources: {cpu: 500m, memory: 512Mi}
deploy:
  namespace: ml
  replicas: {min: 2, max: 10}
  start_timeout: 5m
  drain_timeout: 45s
  secret: iris-keys
  image_pull_secrets: [login]
  service_account: models
  node_selector: {disk: ssd}
  tolerations: [{key: team, value: ml, effect: NoSchedule}, {}]
  annotations: {example.com/owner: "on"}
  ingress: {host: models.example.com, class: nginx, tls_secret: cert, annotations: {nginx.ingress.kubernetes.io/proxy-body-size: 100m}}
  route: {gateway: public, gateway_namespace: infra, hosts: [models.example.com]}
  network: {from_namespaces: [web], egress: false}
  monitoring: true
`,
    ),
    stage: 'production',
    digest: 'sha256-of-the-image',
    secret: { revision: 'a1' },
  },
  gpu: request(
    'llama',
    `resources: {accelerator: "A100:2", memory: 80Gi}\n${WEIGHTS}deploy: {rollout: remove_first, weights: {from: volume, claim: llama}}\n`,
  ),
  fetched: request('llama', `secrets: {token: null}\n${WEIGHTS}deploy: {weights: {from: init, size: 20Gi}}\n`),
  queue: request('iris', 'deploy: {replicas: {min: 1, max: 4}, autoscaling: {signal: queue, by: keda}}\n'),
  concurrency: request(
    'iris',
    'runtime: {workers: 3}\ndeploy: {replicas: {min: 1, max: 4}, autoscaling: {signal: concurrency}}\n',
  ),
  canary: {
    ...request('iris', 'deploy: {replicas: 10, route: {gateway: public}}\n'),
    canary: { image: 'r/iris:2', digest: null, percent: 25 },
  },
  knative: {
    ...request(
      'iris',
      'secrets: {a: null}\ndeploy: {replicas: {min: 0, max: 3}, kserve: {mode: knative, protocol: grpc}}\n',
    ),
    canary: { image: 'r/iris:2', digest: null, percent: 25 },
  },
  runtime: request('iris', 'deploy: {kserve: {storage: "s3://models/iris", runtime: sklearn-1-5}}\n'),
  server: request('tgi', `base_image: {image: some/server:1}\n${SERVER}\n`),
};

function request(model: string, text: string): DeployRequest {
  return { model, config: configOf(text), stage: null, image: `r/${model}:1` };
}
