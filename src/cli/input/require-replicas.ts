import { TrussError } from '../../core/errors/truss-error.ts';

/**
 * The number of replicas, which has to be said.
 *
 * @throws {TrussError} `USAGE`
 */
export function requireReplicas(replicas: number | null): number {
  if (replicas !== null) return replicas;
  throw new TrussError('USAGE', { message: 'It is not said how many replicas.', hint: 'Say it: --replicas 3' });
}
