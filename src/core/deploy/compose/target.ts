import type { ComposedTruss } from '../../image/compose.ts';
import { composeDocument } from '../../image/compose.ts';
import { plannedWeights } from '../../weights/planned-weights.ts';
import { containerPort } from '../kubernetes/ports.ts';
import { DEPLOY_LABEL } from '../names.ts';
import type { DeployPlan } from '../plan.ts';
import type { DeployTarget, PortsHere } from '../target.ts';

/** Where nothing is said. */
export const PORTS_HERE: PortsHere = { first: 8080, isOnly: false };

/** One machine with Docker: what `truss image compose` writes. Each truss runs once; what is for a cluster alone means nothing here. */
export const composeTarget: DeployTarget = {
  about: 'one machine with Docker: a compose file',
  applyCommand: (path) => `docker compose --file ${path}/compose.yaml up --detach --wait`,
  render: (plans, here = PORTS_HERE) => {
    const services = plans.map((plan, index) => toService(plan, here.isOnly ? null : composedPort(here, index)));
    return [{ file: 'compose.yaml', content: composeDocument(services, here.isOnly ? here.first : null) }];
  },
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
export function composedPort({ first, isOnly }: PortsHere, index: number): number {
  return isOnly ? first : first + index;
}

function toService(plan: DeployPlan, port: number | null): ComposedTruss {
  const { name, image, config, model, stage } = plan;
  const variables = { TRUSS_MODEL_NAME: model, ...(stage !== null && { TRUSS_STAGE: stage }) };
  const revision = plan.secret?.revision ?? null;
  const labels = revision === null ? {} : { [DEPLOY_LABEL.secretRevision]: revision };
  return { name, model, image, config, port, inside: containerPort(plan), data: null, variables, labels };
}
