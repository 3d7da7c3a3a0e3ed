import { IMAGE_PORT } from '../../image/places.ts';
import { CONTAINER_SECURITY, MODEL_NAME } from '../kubernetes/container.ts';
import { userSecurity } from '../kubernetes/pod.ts';
import type { Manifest } from '../manifest.ts';
import { manifest } from '../manifest.ts';
import { DEPLOY_LABEL } from '../names.ts';
import type { DeployPlan } from '../plan.ts';
import { predictorContainer } from './container.ts';

/** Where KServe puts what it has fetched, read-only. */
const MODELS = '/mnt/models';

/**
 * One image for many models: those of the format `truss` that need the packages which it has. A truss is found where KServe has put it, and
 * served under the name that its InferenceService has.
 */
export function servingRuntime(plan: DeployPlan): readonly Manifest[] {
  const { storage, runtime } = plan.settings.kserve;
  if (storage === null) return [];
  const { resources: _resources, ...container } = predictorContainer({ ...plan, secret: null, stage: null });
  const own = Array.isArray(container['env']) ? container['env'].filter(isOfAll) : [];
  const made = manifest(plan, ['serving.kserve.io/v1alpha1', 'ServingRuntime'], {
    supportedModelFormats: [{ name: 'truss', version: '1', autoSelect: true }],
    protocolVersions: ['v1', 'v2', 'grpc-v2'],
    annotations: { 'prometheus.kserve.io/port': String(IMAGE_PORT), 'prometheus.kserve.io/path': '/metrics' },
    containers: [
      {
        ...container,
        // KServe puts the name of the InferenceService there; an argument wins over a variable.
        args: [MODELS, '--model-name={{.Name}}'],
        env: own,
        securityContext: { ...CONTAINER_SECURITY, ...userSecurity(plan) },
        volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
      },
    ],
    volumes: [{ name: 'tmp', emptyDir: {} }],
  });
  // It belongs to no truss alone.
  const labels = { [DEPLOY_LABEL.managedBy]: made.metadata.labels[DEPLOY_LABEL.managedBy] ?? '' };
  return [{ ...made, metadata: { ...made.metadata, name: runtime, labels } }];
}

/** Whether a variable is the same for every truss that the runtime serves. */
function isOfAll(variable: { readonly name: string }): boolean {
  return variable.name !== MODEL_NAME;
}
