import type { Metadata } from '@grpc/grpc-js';

import type { RequestBeginning } from '../../service/ending.ts';
import { requestId } from '../../service/request-id.ts';

/** What is looked at of a call. */
interface Call {
  readonly metadata: Metadata;
  /** The name of its method. */
  getPath(): string;
}

/** What is known of a call that has come; `caller`: whose token it came with. */
export function beginningOf(call: Call, caller: string | null): RequestBeginning {
  const target = call.getPath();
  return { id: idOf(call.metadata), caller, method: 'gRPC', target, route: target };
}

/** What a call is called, by its metadata, or else by us. */
export function idOf(metadata: Metadata): string {
  return requestId(metadata.get('x-request-id')[0]?.toString());
}
