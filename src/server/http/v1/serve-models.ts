// The routes that tell about the server and its models.
import { catalogue } from '../../../core/errors/catalogue.ts';
import { describeModel } from '../../../core/schema/describe-model.ts';
import type { Health } from '../../backends/backend.ts';
import type { Entry } from '../../service/entry.ts';
import { modelSource } from '../../service/model-source.ts';
import { sendFailure, sendJson } from '../answer/send.ts';
import type { RouteCall } from '../exchange/route-call.ts';
import { upstreamModels } from './upstream-models.ts';

/** What OpenAI's clients know of a model, beside its name; the time is that of the server's start, in seconds of Unix. */
const MODEL = { object: 'model', created: Math.floor(performance.timeOrigin / 1000), owned_by: 'truss' };

/** `GET /`: whether the server lives; also while models load. */
export function serveAlive({ response }: RouteCall): void {
  sendJson(response, 200, { status: 'alive' });
}

/**
 * `GET /v1/models`: one body that KServe's and OpenAI's clients both read. OpenAI's send a name of it as the `model` of their
 * requests, which an upstream process gets as it is: where it is all there is, they see the names that it knows.
 */
export async function serveModelList(call: RouteCall): Promise<void> {
  const { entries, only } = call.context.service.registry;
  const models = entries.map((entry) => entry.name);
  const own = models.map((id) => Object.assign({ id }, MODEL));
  const data = only?.facts.passesThrough === true ? await upstreamModels(call, only) : null;
  sendJson(call.response, 200, { models, object: 'list', data: data ?? own });
}

/** `GET /v1/models/{name}`: whether the model takes requests and says that it is well, and why not; also for OpenAI's clients. */
export async function serveReadiness(call: RouteCall, entry: Entry): Promise<void> {
  sendReadiness(call, entry, await entry.health());
}

/** `GET /v1/models/{name}/loaded`: the same, without asking the model itself. */
export function serveLoaded(call: RouteCall, entry: Entry): void {
  sendReadiness(call, entry, entry.readiness);
}

/** `GET /v1/models/{name}/schema`: all that is known of what goes into the model and comes out. */
export function serveSchema(call: RouteCall, entry: Entry): void {
  if (entry.capabilities === null) {
    const message = `Model ${entry.name} was not loaded yet`;
    return sendFailure(call, { failure: { code: 'SERVER_NOT_READY', message } });
  }
  sendJson(call.response, 200, describeModel(modelSource(entry)));
}

function sendReadiness({ context: { service, dev }, response }: RouteCall, entry: Entry, health: Health): void {
  const { name, version, trouble } = entry;
  if (health.healthy && !service.isLeaving) {
    return sendJson(response, 200, { id: name, ...MODEL, name, version, ready: true });
  }
  const code = service.isLeaving ? 'SERVER_DRAINING' : 'SERVER_NOT_READY';
  const reason = health.healthy ? 'the server is shutting down' : health.reason;
  const error = `Model with name ${name} is not ready.`;
  const exception = dev && trouble?.exception !== undefined ? { exception: trouble.exception } : {};
  sendJson(response, catalogue[code].http, { name, version, ready: false, reason, error, code, ...exception });
}
