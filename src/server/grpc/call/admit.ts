import type { Metadata } from '@grpc/grpc-js';

import { TrussError } from '../../../core/errors/truss-error.ts';
import { authenticate } from '../../auth/authenticate.ts';
import type { GrpcContext } from './grpc-context.ts';

/**
 * Lets a call in.
 *
 * @returns the name of its token; null where none is needed
 * @throws TrussError AUTH_REQUIRED
 */
export function admit({ tokens }: GrpcContext, metadata: Metadata): string | null {
  if (tokens === null) return null;
  const name = authenticate(metadata.get('authorization')[0]?.toString(), tokens);
  if (typeof name === 'string') return name;
  throw new TrussError(name.code, name);
}
