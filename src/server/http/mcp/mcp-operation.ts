import { randomUUID } from 'node:crypto';

import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { RPC_CODES } from '../../../core/mcp/json-rpc.ts';
import { bodyForm, JSON_BODY } from '../../../core/wire/body-form.ts';
import { Form } from '../../../core/wire/frame.ts';
import type { Operation } from '../exchange/operation.ts';

/** A request that never was a message, as it is too large or not let in: an error of JSON-RPC that answers no id. */
export function mcpError({ code, message, hint }: RequestFailure, dev: boolean): object {
  const data = { code, ...(dev && hint !== undefined && { hint }) };
  return { jsonrpc: '2.0', error: { code: RPC_CODES.invalidRequest, message: `${code}: ${message}`, data } };
}

/** `POST /mcp`: a message of JSON-RPC. */
export const MCP: Operation = {
  method: null,
  bodyForm: (contentType) => (bodyForm(contentType)?.form === Form.JSON ? JSON_BODY : null),
  takesNoBody: false,
  answerForm: () => Form.JSON,
  framing: () => 'sse',
  members: null,
  bodyTimeoutMs: null,
  errorShape: mcpError,
};

/** What a tool asks of a model: a method, whose items come as they are. */
export function toolOperation(method: string): Operation {
  return { ...MCP, method: method === 'predict' ? null : method, framing: () => 'raw' };
}

/** By which the ids of one client are told from those of another, so that it can cancel a call: nothing else is kept of a session. */
export function newSessionId(): string {
  return randomUUID();
}
