import { isTakenAsItIs } from '../../image/image-stages.ts';
import { IMAGE_PORT } from '../../image/places.ts';
import type { DeployPlan } from '../plan.ts';

/** The name of the container's one port, on which HTTP and gRPC are told apart by their first bytes. */
export const HTTP_PORT = 'http';

/** The ports of a Service. gRPC has one of its own, since proxies have to be told what they speak where they do not look. */
export const SERVICE_PORTS = { http: 80, grpc: 8081 } as const;

/** The port that a container listens on. */
export function containerPort({ config }: Pick<DeployPlan, 'config'>): number {
  return (isTakenAsItIs(config) ? config.docker_server?.server_port : null) ?? IMAGE_PORT;
}
