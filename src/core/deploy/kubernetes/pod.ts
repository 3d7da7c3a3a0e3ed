import { IMAGE_USER } from '../../image/places.ts';
import { DEPLOY_LABEL, planLabels } from '../names.ts';
import type { DeployPlan } from '../plan.ts';
import { gracePeriodSeconds, modelContainer } from './container.ts';
import { secretVolumes } from './secrets.ts';

/** What a Deployment makes its pods of. */
export function podTemplate(plan: DeployPlan): Readonly<Record<string, unknown>> {
  const revision = plan.secret?.revision ?? null;
  const annotations = {
    ...(plan.digest !== null && { [DEPLOY_LABEL.digest]: plan.digest }),
    ...(revision !== null && { [DEPLOY_LABEL.secretRevision]: revision }),
  };
  return {
    metadata: { labels: planLabels(plan), ...(Object.keys(annotations).length > 0 && { annotations }) },
    spec: podSpec(plan),
  };
}

function podSpec(plan: DeployPlan): Readonly<Record<string, unknown>> {
  return {
    automountServiceAccountToken: false,
    // A Service called `truss` would give the variable TRUSS_PORT, which the server takes for its own.
    enableServiceLinks: false,
    terminationGracePeriodSeconds: gracePeriodSeconds(plan),
    securityContext: podSecurity(plan),
    containers: [modelContainer(plan)],
    volumes: [{ name: 'tmp', emptyDir: {} }, ...secretVolumes(plan)],
  };
}

/** As the user that the image has; files of volumes belong to its group. */
function podSecurity({ config }: DeployPlan): Readonly<Record<string, unknown>> {
  const user = config.docker_server?.run_as_user_id ?? IMAGE_USER.id;
  return {
    runAsNonRoot: true,
    runAsUser: user,
    runAsGroup: user,
    fsGroup: user,
    fsGroupChangePolicy: 'OnRootMismatch',
    seccompProfile: { type: 'RuntimeDefault' },
  };
}
