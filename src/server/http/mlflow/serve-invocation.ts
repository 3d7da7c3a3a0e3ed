import { isRefusal } from '../../../core/inference/refusal.ts';
import { version } from '../../../core/version.ts';
import { bodyForm, type BodyForm } from '../../../core/wire/body-form.ts';
import { Form } from '../../../core/wire/frame.ts';
import { sendFailure, sendJson } from '../answer/send.ts';
import { serveInference } from '../exchange/inference.ts';
import type { Operation } from '../exchange/operation.ts';
import { PREDICT } from '../exchange/predict.ts';
import { refuseRequest } from '../exchange/refuse-request.ts';
import type { RouteCall } from '../exchange/route-call.ts';
import { tableType } from '../exchange/table-type.ts';

/** A prediction whose body may also be a table in one of the forms of MLflow and SageMaker; the worker tells them apart. */
const INVOCATION: Operation = {
  ...PREDICT,
  bodyForm: invocationForm,
  members: ({ headers }) => {
    const table = tableType(headers.accept);
    return { dialect: 'mlflow', ...(table !== null && { table }) };
  },
};

/** `GET /ping`, and `GET /health`, which is the same: whether every model takes requests and says that it is well. */
export async function servePing(call: RouteCall): Promise<void> {
  const { service } = call.context;
  if (service.isLeaving) {
    return sendFailure(call, { failure: { code: 'SERVER_DRAINING', message: 'The server is shutting down' } });
  }
  const health = await service.healthOfAll();
  if (health.healthy) return sendJson(call.response, 200, { status: 'ok' });
  sendFailure(call, { failure: { code: 'SERVER_NOT_READY', message: health.reason } });
}

/** `GET /version`: of Truss, where MLflow's servers tell their own; its client wants nothing but a text. */
export function serveVersion({ response }: RouteCall): void {
  response.writeHead(200, ['Content-Type', 'text/plain; charset=utf-8', 'Content-Length', String(version.length)]);
  response.end(version);
}

/** `POST /invocations`: a prediction of the only model, as neither SageMaker nor MLflow name one. */
export function serveInvocation(call: RouteCall): void {
  const entry = call.context.service.registry.resolveUnnamed('Ask POST /v1/models/NAME:predict.');
  if (isRefusal(entry)) return refuseRequest(call, { failure: entry, caller: call.caller });
  serveInference(call, entry, INVOCATION);
}

/** SageMaker's serializers call bytes of which they know nothing `application/octet-stream`: here they are no msgpack. */
function invocationForm(contentType: string | undefined): BodyForm | null {
  const isBytes = contentType !== undefined && /^application\/octet-stream\s*(?:;|$)/i.test(contentType);
  return isBytes ? { form: Form.RAW, contentType } : bodyForm(contentType);
}
