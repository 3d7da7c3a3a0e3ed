import { composeDocument } from '../../image/compose.ts';
import { plannedWeights } from '../../weights/planned-weights.ts';
import { containerPort } from '../kubernetes/ports.ts';
import type { DeployPlan } from '../plan.ts';
import type { DeployTarget } from '../target.ts';

/** Of this machine: that of the first truss, the others follow it. */
const FIRST_PORT = 8080;

/** One machine with Docker: what `truss image compose` writes. Each truss runs once; what is for a cluster alone means nothing here. */
export const composeTarget: DeployTarget = {
  about: 'one machine with Docker: a compose file',
  applyCommand: (path) => `docker compose --file ${path}/compose.yaml up --detach --wait`,
  render: (plans) => [{ file: 'compose.yaml', content: composeDocument(plans.map(toService)) }],
  refuse: ({ canary, settings, config }) => {
    if (canary !== null) {
      const hint = 'Take a cluster: --target kubernetes.';
      return { field: 'canary', message: 'a canary needs something that shares out requests', hint };
    }
    if (settings.weights.from === 'image' || plannedWeights(config).length === 0) return null;
    const hint = 'Take an image with them: without `weights` below `deploy`.';
    return { field: 'weights', message: 'on one machine nobody fills a volume', hint };
  },
};

/** The port of this machine on which the truss answers that stands there among those of a plan. */
export function composedPort(index: number): number {
  return FIRST_PORT + index;
}

function toService(plan: DeployPlan, index: number): Parameters<typeof composeDocument>[0][number] {
  const { name, image, config, model, stage } = plan;
  const port = composedPort(index);
  const variables = { TRUSS_MODEL_NAME: model, ...(stage !== null && { TRUSS_STAGE: stage }) };
  return { name, image, config, port, inside: containerPort(plan), data: null, variables };
}
