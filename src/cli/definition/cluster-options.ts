import { duration, flag, text } from './define-options.ts';

/** The options of commands that ask a cluster, as users of `kubectl` know them. */
export const clusterOptions = {
  context: text('--context <name>', 'which cluster, as the kubeconfig calls it (default: the current context)'),
  namespace: text(
    '-n, --namespace <name>',
    'where in it (default: deploy.namespace of the config, else that of the context)',
  ),
};

/** Of those that are about one deployment. */
export const deploymentOptions = {
  ...clusterOptions,
  stage: text('-s, --stage <name>', 'which of the deployments of a truss: the one of this stage'),
};

/** Of those that change something. */
export const changeOptions = {
  yes: flag('-y, --yes', 'ask nothing, also where it looks like production'),
};

/** A model of some gigabytes takes minutes to pull and to load. */
const PATIENCE_MS = 600_000;

/** How long a change is waited for. */
export const patienceOption = duration('--timeout <duration>', 'how long to wait for it', {
  minMs: 1000,
  fallback: PATIENCE_MS,
  shown: '10m',
});
