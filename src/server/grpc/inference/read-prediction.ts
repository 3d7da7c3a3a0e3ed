// From a `ModelInferRequest` to what is asked of a model.
import type { OrRefusal } from '../../../core/inference/refusal.ts';
import { isRefusal } from '../../../core/inference/refusal.ts';
import { toBinaryBody, isRaw } from '../../../core/protocols/binary-request.ts';
import type { InferRequest } from '../../../core/protocols/infer-request.ts';
import { decodeInferRequest } from '../../../core/protocols/infer-request.ts';
import { timeoutParameterMs } from '../../../core/protocols/timeout-parameter.ts';
import type { Sliced } from '../../../core/sliced.ts';
import { encodeHeader } from '../../../core/wire/encode.ts';
import type { HttpRequestPart } from '../../backends/backend.ts';
import type { RequestLife } from '../../service/ending.ts';
import type { Entry } from '../../service/entry.ts';
import { requestId } from '../../service/request-id.ts';
import { traceMembers, withTrace } from '../../service/trace-headers.ts';
import type { RequestTrace } from '../../telemetry/tracing/request-trace.ts';
import type { GrpcContext } from '../call/grpc-context.ts';
import { refusingSliced } from '../call/grpc-status.ts';
import type { CallFacts } from '../call/infer-call.ts';
import { decodeWith } from '../call/method.ts';

/** One prediction that is asked for. */
export interface AskedPrediction {
  /** What the client is told that its request is called. */
  readonly id: string;
  /** Whether the answer shall be raw bytes. */
  readonly raw: boolean;
  readonly body: Uint8Array;
  readonly header: Uint8Array;
  /** In ms of the server's monotonic clock. */
  readonly deadlineAt: number;
}

/** Where the request is to go, known before its tensors are looked at. */
export interface AddressedRequest {
  readonly request: InferRequest;
  readonly entry: Entry;
  readonly id: string;
  readonly trace: RequestTrace | null;
}

/** Reads whose model is asked, and what the request is called, and notes both in its life. */
export function readAddress(
  { service: { registry } }: GrpcContext,
  message: Uint8Array,
  life: RequestLife,
): OrRefusal<AddressedRequest> {
  const request = decodeWith('inference.ModelInferRequest', () => decodeInferRequest(message));
  if (isRefusal(request)) return request;
  if (request.id !== '') life.id = requestId(request.id);
  const entry = registry.resolve(request.modelName, request.modelVersion);
  if (isRefusal(entry)) return entry;
  life.entry = entry;
  return { request, entry, id: life.id, trace: life.trace };
}

/** Makes what a worker takes, where the tensors and parameters are what they should be. */
export function* readPrediction(
  { request, entry, id, trace }: AddressedRequest,
  call: CallFacts,
): Sliced<OrRefusal<AskedPrediction>> {
  const leftMs = timeLeftMs(request, call);
  if (isRefusal(leftMs)) return leftMs;
  const deadlineAt = performance.now() + leftMs;
  const binary = yield* refusingSliced(toBinaryBody(request, entry.limits.maxBodyBytes));
  if (isRefusal(binary)) return binary;
  const { body, binaryOffset } = binary;
  const header = encodeHeader({
    binaryOffset,
    requestId: id,
    // Also where one answer is due: a stream is then known as one.
    stream: 'v2',
    ...(entry.capabilities?.needsRequest === true && { http: describeCall(call, trace) }),
    ...traceMembers(trace),
  });
  return { id, raw: isRaw(request), body, header, deadlineAt };
}

/** The least of what the call and the request allow; Infinity where neither says. */
function timeLeftMs({ parameters }: InferRequest, call: CallFacts): OrRefusal<number> {
  const asked = timeoutParameterMs(parameters.get('timeout') ?? '0');
  return isRefusal(asked) ? asked : Math.min(Number(call.getDeadline()) - Date.now(), asked);
}

/** For a model that takes a `Request`: the call as HTTP/2 has it. */
function describeCall(call: CallFacts, trace: RequestTrace | null): HttpRequestPart {
  const headers = Object.entries(call.metadata.getMap()).map(([name, value]) => [name, value.toString()] as const);
  const path = call.getPath();
  return { method: 'POST', path, query: '', headers: withTrace(headers, trace), client: call.getPeer() };
}
