// Who changes the number of pods. None where it is fixed.
import type { Manifest } from '../manifest.ts';
import { manifest } from '../manifest.ts';
import { trackName } from '../names.ts';
import type { DeployPlan } from '../plan.ts';

/** The gauges of `GET /metrics`, each of one pod (src/server/service/service-metrics.ts). */
const GAUGES = { concurrency: 'truss_requests_in_flight', queue: 'truss_requests_queued' } as const;

/** A model loads for longer than a lull lasts: pods go slowly, and come at once. */
const CALM_SECONDS = 300;

/** The HorizontalPodAutoscaler or the ScaledObject of a plan. */
export function autoscaler(plan: DeployPlan): readonly Manifest[] {
  const { replicas, autoscaling } = plan.settings;
  if (replicas.min === replicas.max) return [];
  return [autoscaling.by === 'keda' ? scaledObject(plan) : horizontalPodAutoscaler(plan)];
}

function horizontalPodAutoscaler(plan: DeployPlan): Manifest {
  const { replicas, autoscaling } = plan.settings;
  const { signal, target } = autoscaling;
  const metric =
    signal === 'cpu'
      ? { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: target } } }
      : {
          type: 'Pods',
          pods: { metric: { name: GAUGES[signal] }, target: { type: 'AverageValue', averageValue: String(target) } },
        };
  return manifest(plan, ['autoscaling/v2', 'HorizontalPodAutoscaler'], {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: trackName(plan) },
    minReplicas: replicas.min,
    maxReplicas: replicas.max,
    metrics: [metric],
    behavior: behavior(),
  });
}

/** Twice as many pods each quarter of a minute where the load wants it; one less a minute where it does not. */
function behavior(): Readonly<Record<string, unknown>> {
  return {
    scaleUp: {
      stabilizationWindowSeconds: 0,
      selectPolicy: 'Max',
      policies: [
        { type: 'Percent', value: 100, periodSeconds: 15 },
        { type: 'Pods', value: 4, periodSeconds: 15 },
      ],
    },
    scaleDown: {
      stabilizationWindowSeconds: CALM_SECONDS,
      selectPolicy: 'Max',
      policies: [
        { type: 'Percent', value: 10, periodSeconds: 60 },
        { type: 'Pods', value: 1, periodSeconds: 60 },
      ],
    },
  };
}

function scaledObject(plan: DeployPlan): Manifest {
  const { replicas, autoscaling } = plan.settings;
  const { signal, target, prometheus } = autoscaling;
  const trigger =
    signal === 'cpu'
      ? { type: 'cpu', metricType: 'Utilization', metadata: { value: String(target) } }
      : {
          type: 'prometheus',
          metricType: 'AverageValue',
          metadata: {
            serverAddress: prometheus,
            query: gaugeQuery(plan, signal, trackName(plan)),
            threshold: String(target),
          },
        };
  return manifest(plan, ['keda.sh/v1alpha1', 'ScaledObject'], {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: trackName(plan) },
    pollingInterval: 15,
    minReplicaCount: replicas.min,
    maxReplicaCount: replicas.max,
    // Where Prometheus is gone, as many pods as were there stay.
    ...(signal !== 'cpu' && {
      fallback: { failureThreshold: 3, replicas: replicas.min, behavior: 'currentReplicasIfHigher' },
    }),
    advanced: { horizontalPodAutoscalerConfig: { behavior: behavior() } },
    triggers: [trigger],
  });
}

/**
 * Of all pods together: the autoscaler divides by their number. Names of pods and namespaces are labels that a PodMonitor adds.
 * `pods`: what their names begin with.
 */
export function gaugeQuery(
  { namespace }: Pick<DeployPlan, 'namespace'>,
  signal: keyof typeof GAUGES,
  pods: string,
): string {
  const within = namespace === null ? '' : `namespace="${namespace}",`;
  return `sum(${GAUGES[signal]}{${within}pod=~"${pods}-[a-z0-9]+-[a-z0-9]+"})`;
}
