import type { Manifest } from '../manifest.ts';
import { manifest } from '../manifest.ts';
import { selectorLabels } from '../names.ts';
import type { DeployPlan } from '../plan.ts';
import { HTTP_PORT, SERVICE_PORTS } from './ports.ts';

/** The address of a model within the cluster: `http://<name>`, and `<name>:8081` for gRPC. Both lead to the same port of the pods. */
export function service(plan: DeployPlan): Manifest {
  return manifest(plan, ['v1', 'Service'], {
    type: 'ClusterIP',
    selector: selectorLabels(plan),
    ports: [
      { name: 'http', port: SERVICE_PORTS.http, targetPort: HTTP_PORT, protocol: 'TCP', appProtocol: 'http' },
      {
        name: 'grpc',
        port: SERVICE_PORTS.grpc,
        targetPort: HTTP_PORT,
        protocol: 'TCP',
        appProtocol: 'kubernetes.io/h2c',
      },
    ],
  });
}
