// `POST /mcp`: the Model Context Protocol over HTTP, both of its eras, without a session.
import { tooLarge } from '../../../core/inference/body-refusals.ts';
import { isRefusal } from '../../../core/inference/refusal.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { errorMessage, RPC_CODES } from '../../../core/mcp/json-rpc.ts';
import type { RepeatedHeaders } from '../../../core/mcp/request-era.ts';
import type { McpStep, ToolCall } from '../../../core/mcp/take-message.ts';
import { takeMessage } from '../../../core/mcp/take-message.ts';
import { Form, NO_HEADER } from '../../../core/wire/frame.ts';
import { toolBody } from '../../mcp/tool-body.ts';
import { ToolSink } from '../../mcp/tool-sink.ts';
import type { HttpRequest } from '../direct/direct-request.ts';
import { Exchange } from '../exchange/exchange.ts';
import { receiveBody, submitBody } from '../exchange/inference.ts';
import type { ModelCall, RouteCall } from '../exchange/route-call.ts';
import { HttpToolCaller } from './http-tool-caller.ts';
import { MCP, newSessionId, toolOperation } from './mcp-operation.ts';

const NOT_OFFERED: RequestFailure = {
  code: 'ROUTE_NOT_FOUND',
  message: 'There is no route POST /mcp: this server offers no model as a tool',
  hint: 'Start it with --mcp, or set runtime.mcp of the config to true.',
};

/** Base64 takes a third more than what it stands for, and a message is around it. */
const MESSAGE_SHARE = 4 / 3;
const MESSAGE_ROOM = 65_536;

/** Takes a message. */
export function serveMcp(call: RouteCall): void {
  const { service, mcp } = call.context;
  const exchange = new Exchange(call, MCP);
  if (!mcp.isOffered) return exchange.fail(NOT_OFFERED);
  if (service.isDraining) return exchange.fail({ code: 'SERVER_DRAINING', message: 'The server is shutting down' });
  const maxBytes = Math.ceil(service.registry.maxBodyBytes * MESSAGE_SHARE) + MESSAGE_ROOM;
  receiveBody(exchange, maxBytes, (bytes) => {
    const text = readText(bytes);
    const step: McpStep =
      text === null
        ? { kind: 'answer', status: 400, json: errorMessage(null, NOT_UTF8) }
        : takeMessage(text, mcp, repeatedHeaders(call.request));
    take(exchange, step);
  });
}

const NOT_UTF8 = { code: RPC_CODES.parseError, message: 'The message is not valid UTF-8' };

const utf8 = new TextDecoder('utf-8', { fatal: true });

function readText(bytes: Buffer): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

function take(exchange: Exchange, step: McpStep): void {
  const { call, life } = exchange;
  switch (step.kind) {
    case 'answer': {
      const session = step.isInitialize === true ? { headers: [['Mcp-Session-Id', newSessionId()]] } : null;
      const header = step.status === 200 && session === null ? NO_HEADER : { status: step.status, ...session };
      return exchange.answer(Form.JSON, header, Buffer.from(step.json));
    }
    case 'call':
      return callTool(exchange, step.call);
    case 'cancel':
      call.context.mcp.calls.cancel(scopeOf(call), step.id);
      break;
    case 'accepted':
  }
  call.response.writeHead(202, ['Content-Length', '0', 'X-Request-Id', life.id]);
  call.response.end();
}

function callTool(exchange: Exchange, toolCall: ToolCall): void {
  const { call } = exchange;
  const { service, mcp, dev } = call.context;
  const { tool, id } = toolCall;
  const scope = scopeOf(call);
  const isNamed = toolCall.era === 'legacy' && call.request.headers['mcp-session-id'] !== undefined;
  const cancel = (): void => {
    caller.giveUp();
    exchange.failedWith({ code: 'REQUEST_CANCELLED', message: 'The client has cancelled the call' });
    // Nothing answers the call any more, but its request has to end.
    exchange.end();
    mcp.calls.end(scope, id, cancel);
  };
  const onOver = (): void => mcp.calls.end(scope, id, cancel);
  const caller = new HttpToolCaller(exchange, { takesEvents: takesEvents(call.request), onOver });
  const sink = new ToolSink(toolCall, caller, dev);
  const entry = service.registry.resolve(tool.model);
  if (isRefusal(entry)) return sink.fail(entry);
  exchange.life.entry = entry;
  if (toolCall.trace !== null) exchange.life.joinTrace(toolCall.trace.traceparent, toolCall.trace.tracestate);
  const refusal = service.refusal(entry);
  if (refusal !== null) return sink.fail(refusal);
  const body = toolBody(tool, toolCall.argumentsText);
  if (isRefusal(body)) return sink.fail(body);
  if (body.bytes.length > entry.limits.maxBodyBytes) return sink.fail(tooLarge(entry.limits.maxBodyBytes));
  if (isNamed) {
    mcp.calls.begin(scope, id, cancel);
    call.response.once('close', onOver);
  }
  submitBody(exchange, entry, { ...body, operation: toolOperation(tool.method), sink });
}

/** Whose ids they are. Before the modern era clients close no response, but say which call they mean. */
function scopeOf({ caller, request }: ModelCall): string {
  return `${request.headers['mcp-session-id']?.toString() ?? ''} ${caller ?? ''}`;
}

function takesEvents({ headers: { accept } }: HttpRequest): boolean {
  return accept === undefined || /text\/event-stream|text\/\*|\*\/\*/i.test(accept);
}

function repeatedHeaders({ headers }: HttpRequest): RepeatedHeaders {
  return {
    version: textOf(headers['mcp-protocol-version']),
    method: textOf(headers['mcp-method']),
    name: textOf(headers['mcp-name']),
  };
}

function textOf(header: string | string[] | undefined): string | null {
  return header === undefined ? null : header.toString().trim();
}
