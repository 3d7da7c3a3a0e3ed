import type { Metadata } from '@grpc/grpc-js';

import type { OrRefusal } from '../../../core/inference/refusal.ts';
import { authenticate } from '../../auth/authenticate.ts';
import type { GrpcContext } from './grpc-context.ts';

/** Lets a call in, with the name of its token: null where none is needed. */
export function admit({ tokens }: GrpcContext, metadata: Metadata): OrRefusal<string | null> {
  return tokens === null ? null : authenticate((name) => metadata.get(name)[0]?.toString(), tokens);
}
