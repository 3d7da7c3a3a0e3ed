// Requests that do not name their model in the path. With one entry there is nothing to choose; with several, the body says it.
import { tooLarge } from '../../../core/inference/body-refusals.ts';
import { isRefusal } from '../../../core/inference/refusal.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import type { Entry } from '../../service/entry.ts';
import { Exchange } from '../exchange/exchange.ts';
import { receiveBody, submitBody } from '../exchange/inference.ts';
import type { RouteCall } from '../exchange/route-call.ts';
import { modelOf } from './model-of.ts';
import type { OpenAiOperation } from './openai-operation.ts';

const HOW_TO_NAME = 'Say it in the member `model` of the body.';

/** Asks the method of a model that a route stands for. A server of one model takes any name for it, as clients send many. */
export function serveOpenAi(call: RouteCall, operation: OpenAiOperation): void {
  const { service } = call.context;
  const exchange = new Exchange(call, operation);
  const entry = service.registry.resolveUnnamed(HOW_TO_NAME);
  if (isRefusal(entry)) return serveNamed(exchange, operation, entry);
  exchange.life.entry = entry;
  // Before the body is read: whoever is refused need not send it.
  const refusal = service.refusal(entry) ?? methodRefusal(entry, operation.method);
  if (refusal !== null) return exchange.fail(refusal);
  receiveBody(exchange, entry.limits.maxBodyBytes, (bytes, body) => submitBody(exchange, entry, { bytes, body }));
}

/** `unnamed`: why it is not known before. */
function serveNamed(exchange: Exchange, { method }: OpenAiOperation, unnamed: RequestFailure): void {
  const { service } = exchange.call.context;
  const { registry } = service;
  if (registry.entries.length === 0) return exchange.fail(unnamed);
  receiveBody(exchange, registry.maxBodyBytes, (bytes, body) => {
    const model = modelOf(bytes, body);
    if (model === null) return exchange.fail({ ...unnamed, code: 'REQUEST_INPUT_INVALID' });
    const entry = registry.resolve(model);
    if (isRefusal(entry)) return exchange.fail(entry);
    exchange.life.entry = entry;
    const refusal = service.refusal(entry) ?? methodRefusal(entry, method) ?? sizeRefusal(entry, bytes.length);
    if (refusal !== null) return exchange.fail(refusal);
    submitBody(exchange, entry, { bytes, body });
  });
}

/** Why a model cannot be asked for a method; null where it can. */
function methodRefusal({ name, capabilities, facts }: Entry, method: string): RequestFailure | null {
  if (capabilities === null || facts.passesThrough || capabilities.methods[method] !== undefined) return null;
  const others = Object.keys(capabilities.methods).join(', ');
  const message = `\`${method}\` must only be called if model has it. Model ${name} has ${others}`;
  return { code: 'MODEL_METHOD_MISSING', message };
}

/** The bound of the model that is meant was not known when the body was read. */
function sizeRefusal({ limits }: Entry, bytes: number): RequestFailure | null {
  return bytes <= limits.maxBodyBytes ? null : tooLarge(limits.maxBodyBytes);
}
