import type { OrRefusal } from '../../../core/inference/refusal.ts';
import { authenticate } from '../../auth/authenticate.ts';
import type { GrpcContext } from './grpc-context.ts';
import type { CallMetadata } from './infer-call.ts';

/** Lets a call in, with the name of its token: null where none is needed. */
export function admit({ tokens }: GrpcContext, metadata: CallMetadata): OrRefusal<string | null> {
  return tokens === null ? null : authenticate((name) => metadata.get(name)[0]?.toString(), tokens);
}
