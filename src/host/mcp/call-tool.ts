import { tooLarge } from '../../core/inference/body-refusals.ts';
import { isRefusal } from '../../core/inference/refusal.ts';
import type { RequestFailure } from '../../core/inference/request-failure.ts';
import type { ToolCall } from '../../core/mcp/take-message.ts';
import { encodeHeader } from '../../core/wire/encode.ts';
import { Form } from '../../core/wire/frame.ts';
import type { OpenCalls } from '../../server/mcp/open-calls.ts';
import { toolBody } from '../../server/mcp/tool-body.ts';
import { ToolSink } from '../../server/mcp/tool-sink.ts';
import type { InferenceService } from '../../server/service/inference-service.ts';
import { traceMembers } from '../../server/service/trace-headers.ts';
import { adoptTrace } from '../../server/telemetry/tracing/request-trace.ts';
import { StdioToolCaller } from './stdio-tool-caller.ts';

/** Whom a call is made for. */
export interface CallerOfTools {
  readonly calls: OpenCalls;
  readonly send: (message: string, onTaken?: () => void) => void;
  /** Is told why a model gave no answer, for those who look at stderr. */
  readonly onFailure: (failure: RequestFailure) => void;
}

/** Asks the model of a tool; resolves when the call is over. */
export function callTool(
  service: InferenceService,
  call: ToolCall,
  { calls, send, onFailure }: CallerOfTools,
): Promise<void> {
  const { tool, id } = call;
  const over = Promise.withResolvers<void>();
  const entry = service.registry.resolve(tool.model);
  let request: ReturnType<InferenceService['submit']> = null;
  let isOver = false;
  const caller = new StdioToolCaller({
    send,
    credit: (bytes) => {
      if (!isOver && request !== null && !isRefusal(entry)) entry.credit(request, bytes);
    },
    cancel: () => {
      if (!isOver && request !== null && !isRefusal(entry)) entry.cancel(request);
    },
    over: (failure) => {
      isOver = true;
      calls.end('', id, cancel);
      if (failure !== null) onFailure(failure);
      over.resolve();
    },
  });
  const cancel = (): void => caller.cancelled();
  const sink = new ToolSink(call, caller, false);
  const body = toolBody(tool, call.argumentsText);
  const refusal = isRefusal(entry) ? entry : (service.refusal(entry) ?? (isRefusal(body) ? body : null));
  if (refusal !== null || isRefusal(entry) || isRefusal(body)) {
    sink.fail(refusal ?? { code: 'INTERNAL', message: 'The call cannot be made' });
    return over.promise;
  }
  if (body.bytes.length > entry.limits.maxBodyBytes) {
    sink.fail(tooLarge(entry.limits.maxBodyBytes));
    return over.promise;
  }
  calls.begin('', id, cancel);
  const { form, contentType, members } = body.body;
  const isPrediction = tool.method === 'predict';
  const header = encodeHeader({
    stream: 'raw',
    ...(!isPrediction && { method: tool.method }),
    ...(contentType !== null && { contentType }),
    ...members,
    ...traceMembers(call.trace === null ? null : adoptTrace(call.trace)),
  });
  const input = { id, body: body.bytes, form, accept: Form.JSON, header, deadlineAt: Infinity, sink, isPrediction };
  request = service.submit(entry, input);
  return over.promise;
}
