// What an upstream process says of its models, where it speaks OpenAI's protocol.
import { NO_BYTES } from '../../../core/inference/inference-request.ts';
import { Form } from '../../../core/wire/frame.ts';
import type { Entry } from '../../service/entry.ts';
import { describeRequest } from '../exchange/request-header.ts';
import type { RouteCall } from '../exchange/route-call.ts';

/** Whoever lists models is often a probe, which must not wait as long as a prediction may. */
const WITHIN_MS = 2000;

/** Asks an upstream process for its list of models; null where it has none, or does not answer in time. */
export async function upstreamModels({ context, request }: RouteCall, { name }: Entry): Promise<unknown[] | null> {
  const http = { ...describeRequest(request, { gate: context.gate, trace: null }), method: 'GET' };
  const asked = { entry: name, body: NO_BYTES, form: Form.RAW, accept: Form.NONE, header: { http } };
  try {
    const { status = 200, body } = await context.service.predict({ ...asked, timeoutMs: WITHIN_MS });
    const list: unknown = status === 200 ? JSON.parse(body.toString()) : null;
    return isList(list) ? list.data : null;
  } catch {
    // Whatever it is, it is no list of models: one that is loading, broken, or speaks of other things.
    return null;
  }
}

function isList(value: unknown): value is { readonly data: unknown[] } {
  return typeof value === 'object' && value !== null && 'data' in value && Array.isArray(value.data);
}
