// The routes that tell about the server and its models.
import { catalogue } from '../../core/errors/catalogue.ts';
import type { Entry } from '../service/entry.ts';
import type { RouteCall } from './routes.ts';
import { sendFailure, sendJson } from './send.ts';

/** `GET /`: whether the server lives; also while models load. */
export function serveAlive({ response }: RouteCall): void {
  sendJson(response, 200, { status: 'alive' });
}

/** `GET /v1/models`: one body that KServe's and OpenAI's clients both read. */
export function serveModelList({ context, response }: RouteCall): void {
  const names = context.service.entries.map((entry) => entry.name);
  sendJson(response, 200, { models: names, object: 'list', data: names.map((id) => ({ id, object: 'model' })) });
}

/** `GET /v1/models/{name}` and `…/loaded`: whether the model takes requests, and why not. */
export function serveReadiness({ context: { service }, response }: RouteCall, entry: Entry): void {
  const { name, version } = entry;
  if (entry.isReady && !service.isDraining) return sendJson(response, 200, { name, version, ready: true });
  const code = service.isDraining ? 'SERVER_DRAINING' : 'SERVER_NOT_READY';
  const reason = service.isDraining ? 'the server is shutting down' : entry.reason;
  const error = `Model with name ${name} is not ready.`;
  sendJson(response, catalogue[code].http, { name, version, ready: false, reason, error, code });
}

/** `GET /v1/models/{name}/schema`: what goes into the model and comes out, where it says so. */
export function serveSchema({ context, request, response }: RouteCall, { name, capabilities }: Entry): void {
  if (capabilities === null) {
    const message = `Model ${name} was not loaded yet`;
    return sendFailure(context, request, response, { failure: { code: 'SERVER_NOT_READY', message } });
  }
  const { inputSchema, outputSchema, methods } = capabilities;
  if (inputSchema === null && outputSchema === null) {
    const hint = "Annotate the parameter and the result of the model's predict.";
    const failure = { code: 'MODEL_SCHEMA_MISSING', message: `Model ${name} has no schema`, hint } as const;
    return sendFailure(context, request, response, { failure });
  }
  const streams = methods['predict']?.toLowerCase().endsWith('generator') === true;
  sendJson(response, 200, { input_schema: inputSchema, output_schema: outputSchema, supports_streaming: streams });
}
