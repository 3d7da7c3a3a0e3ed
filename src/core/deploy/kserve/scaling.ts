// How many pods a predictor has. Knative counts the requests in its own proxies, Standard mode hands on to an HPA or to KEDA.
import { gaugeQuery } from '../kubernetes/autoscaler.ts';
import { trackName } from '../names.ts';
import type { DeployPlan } from '../plan.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The fields of a predictor about its number of pods. */
export function scaling(plan: DeployPlan): Fields {
  const { replicas, kserve } = plan.settings;
  const bounds = { minReplicas: replicas.min, maxReplicas: Math.max(1, replicas.max) };
  if (replicas.min === replicas.max) return bounds;
  return { ...bounds, ...(kserve.mode === 'knative' ? byKnative(plan) : byStandard(plan)) };
}

/** It knows no queue of the server; what waits there is in the pod, too. */
function byKnative({ settings: { autoscaling } }: DeployPlan): Fields {
  const { signal, target } = autoscaling;
  return { scaleMetric: signal === 'cpu' ? 'cpu' : 'concurrency', scaleTarget: target };
}

function byStandard(plan: DeployPlan): Fields {
  const { signal, target, by, prometheus } = plan.settings.autoscaling;
  if (signal === 'cpu' || by === 'hpa') return { scaleMetric: 'cpu', scaleTarget: signal === 'cpu' ? target : 80 };
  const external = {
    metric: {
      backend: 'prometheus',
      serverAddress: prometheus,
      query: gaugeQuery(plan, signal, `${trackName(plan)}-predictor`),
    },
    target: { type: 'AverageValue', averageValue: String(target) },
  };
  return { autoScaling: { metrics: [{ type: 'External', external }] } };
}
