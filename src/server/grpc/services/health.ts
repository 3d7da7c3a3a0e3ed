// grpc.health.v1: whether the server, or one model, takes requests. A service is the name of a model; '' is the server.
import type { handleServerStreamingCall, handleUnaryCall, ServerWritableStream } from '@grpc/grpc-js';

import type { OrRefusal } from '../../../core/inference/refusal.ts';
import { isRefusal } from '../../../core/inference/refusal.ts';
import {
  Health,
  HealthCheckRequestSchema,
  HealthCheckResponse_ServingStatus as Serving,
  HealthCheckResponseSchema,
} from '../../../core/protocols/generated/grpc/health/v1/health_pb.js';
import type { GrpcContext } from '../call/grpc-context.ts';
import { toStatus } from '../call/grpc-status.ts';
import { decode, encode, unary } from '../call/method.ts';

/** How soon a watcher learns of a change: load balancers act within seconds. */
const LOOK_EVERY_MS = 500;

/** `Check`: the state now. */
export function createCheck(context: GrpcContext): handleUnaryCall<Buffer, Buffer> {
  return unary(context, Health.method.check, async ({ service }) => {
    const status = await servingStatus(context, service);
    if (!isRefusal(status)) return { status };
    return { ...status, hint: 'A service is the name of a model, or empty.' };
  });
}

/** `Watch`: the state now, and again whenever it changes, until the client leaves or the server ends. */
export function createWatch(context: GrpcContext): handleServerStreamingCall<Buffer, Buffer> {
  return function watch(call) {
    const request = decode(HealthCheckRequestSchema, call.request);
    if (isRefusal(request)) call.emit('error', toStatus(request, { id: '', dev: context.dev }));
    else follow(context, call, request.service);
  };
}

function follow(context: GrpcContext, call: ServerWritableStream<Buffer, Buffer>, service: string): void {
  let last: Serving | null = null;
  let isLooking = false;
  const tell = (status: Serving): void => {
    // A watcher that does not read learns the newest state when it does.
    if (status === last || call.writableNeedDrain || call.writableEnded || call.cancelled) return;
    last = status;
    call.write(encode(HealthCheckResponseSchema, { status }));
  };
  const look = async (): Promise<void> => {
    // A model may take longer to say how it is than until the next look.
    if (isLooking) return;
    isLooking = true;
    const status = await servingStatus(context, service);
    tell(isRefusal(status) ? Serving.SERVICE_UNKNOWN : status);
    isLooking = false;
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS).unref();
  const forget = context.calls.add(() => {
    if (last === Serving.SERVING) tell(Serving.NOT_SERVING);
    call.end();
  });
  call.on('cancelled', () => {
    clearInterval(timer);
    forget();
  });
  void look();
}

/** The state of the server, or of a model, where there is one of this name. */
async function servingStatus({ service: server }: GrpcContext, service: string): Promise<OrRefusal<Serving>> {
  const entry = service === '' ? null : server.registry.resolve(service);
  if (isRefusal(entry)) return entry;
  const { healthy } = await (entry === null ? server.healthOfAll() : server.health(entry));
  return healthy ? Serving.SERVING : Serving.NOT_SERVING;
}
