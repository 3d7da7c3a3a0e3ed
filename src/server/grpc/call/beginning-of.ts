import type { RequestBeginning } from '../../service/ending.ts';
import { requestId } from '../../service/request-id.ts';
import type { CallMetadata } from './infer-call.ts';

/** What is looked at of a call. */
interface Call {
  readonly metadata: CallMetadata;
  /** The name of its method. */
  getPath(): string;
}

/** What is known of a call that has come; `caller`: whose token it came with. */
export function beginningOf(call: Call, caller: string | null): RequestBeginning {
  const { metadata } = call;
  const target = call.getPath();
  return {
    id: idOf(metadata),
    caller,
    method: 'gRPC',
    target,
    route: target,
    traceparent: textOf(metadata, 'traceparent'),
    tracestate: textOf(metadata, 'tracestate'),
  };
}

/** What a call is called, by its metadata, or else by us. */
export function idOf(metadata: CallMetadata): string {
  return requestId(textOf(metadata, 'x-request-id'));
}

function textOf(metadata: CallMetadata, name: string): string | undefined {
  return metadata.get(name)[0]?.toString();
}
