import { IMAGE_USER } from '../../image/places.ts';
import { DEPLOY_LABEL, planLabels } from '../names.ts';
import type { DeployPlan } from '../plan.ts';
import { gracePeriodSeconds, modelContainer } from './container.ts';
import { placement, spread } from './placement.ts';
import { secretVolumes } from './secrets.ts';
import { sharedMemory } from './shared-memory.ts';
import { weightsContainers } from './weights-container.ts';
import { weightVolumes } from './weights.ts';

/** What a Deployment makes its pods of. */
export function podTemplate(plan: DeployPlan): Readonly<Record<string, unknown>> {
  const annotations = podAnnotations(plan);
  return {
    metadata: { labels: planLabels(plan), ...(Object.keys(annotations).length > 0 && { annotations }) },
    spec: podSpec(plan),
  };
}

/** Those of the config, and what pods are made anew for when it changes. */
export function podAnnotations(plan: DeployPlan): Readonly<Record<string, string>> {
  const revision = plan.secret?.revision ?? null;
  return {
    ...plan.settings.annotations,
    ...(plan.digest !== null && { [DEPLOY_LABEL.digest]: plan.digest }),
    ...(revision !== null && { [DEPLOY_LABEL.secretRevision]: revision }),
  };
}

function podSpec(plan: DeployPlan): Readonly<Record<string, unknown>> {
  return {
    automountServiceAccountToken: false,
    // A Service called `truss` would give the variable TRUSS_PORT, which the server takes for its own.
    enableServiceLinks: false,
    terminationGracePeriodSeconds: gracePeriodSeconds(plan),
    ...placement(plan),
    ...spread(plan),
    securityContext: podSecurity(plan),
    ...initContainers(plan),
    containers: [modelContainer(plan)],
    volumes: podVolumes(plan),
  };
}

/** What runs before the server; nothing in most pods. */
export function initContainers(plan: DeployPlan): Readonly<Record<string, unknown>> {
  const containers = weightsContainers(plan);
  return containers.length === 0 ? {} : { initContainers: containers };
}

/** What a read-only file system needs beside it, and what is read from elsewhere. */
export function podVolumes(plan: DeployPlan, secretMode?: number): readonly Readonly<Record<string, unknown>>[] {
  const secrets = secretVolumes(plan, secretMode);
  return [{ name: 'tmp', emptyDir: {} }, ...sharedMemory(plan), ...secrets, ...weightVolumes(plan)];
}

/** The user that the image has, without rights. */
export function userSecurity({ config }: DeployPlan): Readonly<Record<string, unknown>> {
  const user = config.docker_server?.run_as_user_id ?? IMAGE_USER.id;
  return { runAsNonRoot: true, runAsUser: user, runAsGroup: user, seccompProfile: { type: 'RuntimeDefault' } };
}

/** As the user that the image has; files of volumes belong to its group. */
export function podSecurity(plan: DeployPlan): Readonly<Record<string, unknown>> {
  const user = userSecurity(plan);
  return {
    ...user,
    fsGroup: user['runAsGroup'],
    fsGroupChangePolicy: 'OnRootMismatch',
  };
}
