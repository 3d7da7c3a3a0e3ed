import { gracePeriodSeconds, MODEL_NAME, resources, variables, volumeMounts } from '../kubernetes/container.ts';
import { placement, spread } from '../kubernetes/placement.ts';
import { initContainers, podAnnotations, podSecurity, podVolumes } from '../kubernetes/pod.ts';
import type { Manifest } from '../manifest.ts';
import { manifest } from '../manifest.ts';
import { planLabels } from '../names.ts';
import type { DeployPlan } from '../plan.ts';
import { canaryPlans } from '../plan.ts';
import { predictorContainer } from './container.ts';
import { scaling } from './scaling.ts';

/** Knative refuses more, unless its operator has allowed it. */
const LONGEST_KNATIVE_REQUEST_SECONDS = 600;

/** Knative has no group of the pod (`fsGroup`), so that whoever runs in it reads the files of secrets. */
const READ_BY_ALL = 0o444;

/** A model as KServe knows it. */
export function inferenceService(plan: DeployPlan): Manifest {
  const { mode } = plan.settings.kserve;
  const isKnative = mode === 'knative';
  const stable = isKnative && plan.canary !== null ? { ...plan, ...pick(plan.canary) } : plan;
  const made = manifest(plan, ['serving.kserve.io/v1beta1', 'InferenceService'], {
    predictor: {
      ...predictor(stable),
      // KServe keeps the revision before this one, and gives it the rest.
      ...(isKnative && plan.canary !== null && { canaryTrafficPercent: plan.canary.percent }),
    },
    ...(!isKnative && plan.canary !== null && { canary: canaries(plan) }),
  });
  const annotations = {
    ...made.metadata.annotations,
    'serving.kserve.io/deploymentMode': isKnative ? 'Knative' : 'Standard',
    ...(!isKnative && plan.settings.autoscaling.by === 'keda' && { 'serving.kserve.io/autoscalerClass': 'keda' }),
  };
  return { ...made, metadata: { ...made.metadata, annotations } };
}

function pick({
  image,
  digest,
}: {
  readonly image: string;
  readonly digest: string | null;
}): Pick<DeployPlan, 'image' | 'digest'> {
  return { image, digest };
}

/** In Standard mode each version has a predictor of its own. */
function canaries(plan: DeployPlan): readonly unknown[] {
  return canaryPlans(plan).map((of) => ({
    predictor: { name: of.track, ...predictor(of) },
    trafficPercent: plan.canary?.percent ?? 0,
  }));
}

function predictor(plan: DeployPlan): Readonly<Record<string, unknown>> {
  const annotations = podAnnotations(plan);
  return {
    labels: planLabels(plan),
    ...(Object.keys(annotations).length > 0 && { annotations }),
    ...scaling(plan),
    ...podFields(plan),
    ...model(plan),
  };
}

/** The truss of the image, or one that KServe fetches and a runtime serves. */
function model(plan: DeployPlan): Readonly<Record<string, unknown>> {
  const { storage, runtime } = plan.settings.kserve;
  if (storage === null) return { containers: [predictorContainer(plan)] };
  return {
    model: {
      modelFormat: { name: 'truss' },
      runtime,
      protocolVersion: 'v2',
      storageUri: storage,
      // The runtime says what the model is called: as this object.
      env: variables(plan).filter(({ name }) => name !== MODEL_NAME),
      resources: resources(plan),
      volumeMounts: volumeMounts(plan),
    },
  };
}

function podFields(plan: DeployPlan): Readonly<Record<string, unknown>> {
  const shared = {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...placement(plan),
    ...initContainers(plan),
  };
  if (plan.settings.kserve.mode === 'knative') {
    const timeout = Math.min(Math.ceil(plan.config.runtime.request_timeout), LONGEST_KNATIVE_REQUEST_SECONDS);
    return { timeout, ...shared, volumes: podVolumes(plan, READ_BY_ALL) };
  }
  const { rollout } = plan.settings;
  const [maxUnavailable, maxSurge] = rollout === 'add_first' ? [0, 1] : [1, 0];
  return {
    deploymentStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable, maxSurge } },
    ...shared,
    terminationGracePeriodSeconds: gracePeriodSeconds(plan),
    ...spread(plan),
    securityContext: podSecurity(plan),
    volumes: podVolumes(plan),
  };
}
