// Requests that do not name their model in the path. With one entry there is nothing to choose; with several, the body says it.
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import type { InferenceService } from '../../service/inference-service.ts';
import { Entry } from '../../service/entry.ts';
import type { BodyForm } from '../../../core/wire/body-form.ts';
import { Exchange } from '../exchange/exchange.ts';
import { receiveBody, submitBody } from '../exchange/inference.ts';
import type { RouteCall } from '../exchange/route-call.ts';
import { showText } from '../../../core/errors/show-text.ts';
import { modelOf } from './model-of.ts';
import type { OpenAiOperation } from './openai-operation.ts';

/** Asks the method of a model that a route stands for. A server of one model takes any name for it, as clients send many. */
export function serveOpenAi(call: RouteCall, operation: OpenAiOperation): void {
  const { service } = call.context;
  const exchange = new Exchange(call, operation);
  const [only] = service.entries;
  if (only === undefined || service.entries.length > 1) return serveNamed(exchange, operation);
  exchange.entry = only;
  // Before the body is read: whoever is refused need not send it.
  const refusal = service.refusal(only) ?? missingMethod(only, operation.method);
  if (refusal !== null) return exchange.fail(refusal);
  receiveBody(exchange, only.limits.maxBodyBytes, (bytes, body) => submitBody(exchange, only, { bytes, body }));
}

function serveNamed(exchange: Exchange, { method }: OpenAiOperation): void {
  const { service } = exchange.call.context;
  const maxBytes = Math.max(...service.entries.map((entry) => entry.limits.maxBodyBytes));
  receiveBody(exchange, maxBytes, (bytes, body) => {
    const entry = chooseEntry(service, bytes, body);
    if (!(entry instanceof Entry)) return exchange.fail(entry);
    exchange.entry = entry;
    const refusal = service.refusal(entry) ?? missingMethod(entry, method) ?? excess(entry, bytes.length);
    if (refusal !== null) return exchange.fail(refusal);
    submitBody(exchange, entry, { bytes, body });
  });
}

function chooseEntry(service: InferenceService, bytes: Buffer, body: BodyForm): Entry | RequestFailure {
  const model = modelOf(bytes, body);
  const names = service.names.join(', ');
  if (model === null) {
    return { code: 'REQUEST_INPUT_INVALID', message: `The request names no model; this server has ${names}` };
  }
  const message = `The model ${JSON.stringify(showText(model))} does not exist; this server has ${names}`;
  return service.find(model) ?? { code: 'MODEL_NOT_FOUND', message };
}

/** Why a model cannot be asked for a method; null where it can. */
function missingMethod({ name, capabilities, facts }: Entry, method: string): RequestFailure | null {
  if (capabilities === null || facts.passesThrough || capabilities.methods[method] !== undefined) return null;
  const others = Object.keys(capabilities.methods).join(', ');
  const message = `\`${method}\` must only be called if model has it. Model ${name} has ${others}`;
  return { code: 'MODEL_METHOD_MISSING', message };
}

/** The bound of the model that is meant was not known when the body was read. */
function excess({ limits }: Entry, bytes: number): RequestFailure | null {
  if (bytes <= limits.maxBodyBytes) return null;
  return { code: 'REQUEST_TOO_LARGE', message: `The body of the request is larger than ${limits.maxBodyBytes} bytes` };
}
