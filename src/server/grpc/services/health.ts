// grpc.health.v1: whether the server, or one model, takes requests. A service is the name of a model; '' is the server.
import type { handleServerStreamingCall, handleUnaryCall, ServerWritableStream } from '@grpc/grpc-js';

import { TrussError } from '../../../core/errors/truss-error.ts';
import {
  Health,
  HealthCheckRequestSchema,
  HealthCheckResponse_ServingStatus as Serving,
  HealthCheckResponseSchema,
} from '../../../core/protocols/generated/grpc/health/v1/health_pb.js';
import type { GrpcContext } from '../call/grpc-context.ts';
import { toStatus } from '../call/grpc-status.ts';
import { decode, encode, failureOf, unary } from '../call/method.ts';

/** How soon a watcher learns of a change: load balancers act within seconds. */
const LOOK_EVERY_MS = 500;

/** `Check`: the state now. */
export function createCheck(context: GrpcContext): handleUnaryCall<Buffer, Buffer> {
  return unary(context, Health.method.check, async ({ service }) => {
    const status = await servingStatus(context, service);
    if (status !== Serving.SERVICE_UNKNOWN) return { status };
    const message = `There is no service ${JSON.stringify(service.slice(0, 64))}`;
    throw new TrussError('MODEL_NOT_FOUND', { message, hint: 'A service is the name of a model, or empty.' });
  });
}

/** `Watch`: the state now, and again whenever it changes, until the client leaves or the server ends. */
export function createWatch(context: GrpcContext): handleServerStreamingCall<Buffer, Buffer> {
  return function watch(call) {
    try {
      const { service } = decode(HealthCheckRequestSchema, call.request);
      follow(context, call, service);
    } catch (error) {
      call.emit('error', toStatus(failureOf(context, error), { id: '', dev: context.dev }));
    }
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
    tell(await servingStatus(context, service));
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

async function servingStatus({ service: server }: GrpcContext, service: string): Promise<Serving> {
  const entry = server.find(service);
  if (service !== '' && entry === undefined) return Serving.SERVICE_UNKNOWN;
  const { healthy } = await (entry === undefined ? server.healthOfAll() : server.health(entry));
  return healthy ? Serving.SERVING : Serving.NOT_SERVING;
}
