// What becomes of a message, whatever it came over. Nothing is kept between two of them.
import { nearest } from '../config/nearest.ts';
import { version } from '../version.ts';
import { errorMessage, resultMessage, RPC_CODES } from './json-rpc.ts';
import type { RpcProblem } from './json-rpc.ts';
import type { RpcMessage } from './read-message.ts';
import { isBadMessage, parseMember, readMessage } from './read-message.ts';
import type { RepeatedHeaders } from './request-era.ts';
import { metaOf, requestEra } from './request-era.ts';
import { resultMembers } from './tool-result.ts';
import type { Tool } from './tool.ts';
import type { Era } from './versions.ts';
import { agreedVersion, MODERN_VERSION } from './versions.ts';

/** What a message leads to. */
export type McpStep =
  /** This message answers it; `status` over HTTP. `version`: the one that was agreed on in `initialize`. */
  | { readonly kind: 'answer'; readonly status: number; readonly json: string; readonly isInitialize?: true }
  /** Nothing answers it. */
  | { readonly kind: 'accepted' }
  /** The call of this id is not wanted any more; `id`: JSON. */
  | { readonly kind: 'cancel'; readonly id: string }
  | { readonly kind: 'call'; readonly call: ToolCall };

/** A tool that is to be called. */
export interface ToolCall {
  /** Of the request; JSON. */
  readonly id: string;
  readonly era: Era;
  readonly tool: Tool;
  /** The arguments as they came: a JSON object. */
  readonly argumentsText: string;
  /** By which its sender is told of progress; JSON. Null where that is not wanted. */
  readonly progressToken: string | null;
  /** The trace that its sender is in, as `_meta` says it; null where it says none. */
  readonly trace: SentTrace | null;
}

/** W3C trace context, not read yet. */
interface SentTrace {
  readonly traceparent: string;
  readonly tracestate: string | undefined;
}

/** What a server says of itself to those who ask. */
export interface McpServer {
  readonly tools: readonly Tool[];
  /** What a language model should know of all of them. */
  readonly instructions: string;
  /** Whether only those see the tools who have a token. */
  readonly isGuarded: boolean;
}

/** How long a client may keep the list of tools: a model may be served anew by then. */
const LIST_TTL_MS = 60_000;

/** Says what a message leads to. `headers`: null where there is no HTTP. */
export function takeMessage(text: string, server: McpServer, headers: RepeatedHeaders | null): McpStep {
  const message = readMessage(text);
  if (isBadMessage(message)) return refused(message.id, message.problem, 400);
  if (message.id === null) return takeNotification(message);
  const era = requestEra(message, headers);
  if (typeof era !== 'string') return refused(message.id, era, era.status);
  const { method, id } = message;
  if (method === 'tools/list') return answered(id, listResult(server, era));
  if (method === 'tools/call') return takeCall(message, id, { server, era });
  if (era === 'modern' && method === 'server/discover') return answered(id, discoverResult(server));
  if (era === 'legacy' && method === 'ping') return answered(id, '{}');
  if (era === 'legacy' && method === 'initialize') {
    return { ...answered(id, initializeResult(server, message)), isInitialize: true };
  }
  const problem = {
    code: RPC_CODES.methodNotFound,
    message: `There is no method ${JSON.stringify(method.slice(0, 100))}`,
  };
  return refused(id, problem, era === 'modern' ? 404 : 200);
}

function takeNotification({ method, params }: RpcMessage): McpStep {
  const id = params.get('requestId');
  return method === 'notifications/cancelled' && id !== undefined ? { kind: 'cancel', id } : { kind: 'accepted' };
}

function takeCall(
  message: RpcMessage,
  id: string,
  { server, era }: { readonly server: McpServer; readonly era: Era },
): McpStep {
  const { params } = message;
  const name = parseMember(params.get('name'));
  const argumentsText = params.get('arguments') ?? '{}';
  if (typeof name !== 'string') return refused(id, invalid('A call says the name of its tool'), 400);
  if (!argumentsText.startsWith('{')) return refused(id, invalid('The arguments of a tool are a JSON object'), 400);
  const tool = server.tools.find((one) => one.name === name);
  if (tool === undefined) return refused(id, invalid(unknownTool(name, server.tools)), 200);
  return {
    kind: 'call',
    call: { id, era, tool, argumentsText, progressToken: progressToken(message), trace: traceOf(message) },
  };
}

function unknownTool(name: string, tools: readonly Tool[]): string {
  const names = tools.map((tool) => tool.name);
  const near = name.length > 100 ? undefined : nearest(name, names);
  const instead = near === undefined ? 'tools/list says which there are' : `did you mean ${near}?`;
  return `Unknown tool: ${JSON.stringify(name.slice(0, 100))}; ${instead}`;
}

function progressToken(message: RpcMessage): string | null {
  const token = metaOf(message)?.['progressToken'];
  return typeof token === 'string' || typeof token === 'number' ? JSON.stringify(token) : null;
}

function traceOf(message: RpcMessage): SentTrace | null {
  const { traceparent, tracestate } = metaOf(message) ?? {};
  if (typeof traceparent !== 'string') return null;
  return { traceparent, tracestate: typeof tracestate === 'string' ? tracestate : undefined };
}

function initializeResult(server: McpServer, { params }: RpcMessage): string {
  return JSON.stringify({
    protocolVersion: agreedVersion(parseMember(params.get('protocolVersion'))),
    capabilities: { tools: {} },
    serverInfo: { name: 'truss', title: 'Truss', version },
    instructions: server.instructions,
  });
}

function discoverResult({ instructions, isGuarded }: McpServer): string {
  const result = {
    supportedVersions: [MODERN_VERSION],
    capabilities: { tools: {} },
    instructions,
    ...cacheable(isGuarded),
  };
  return withMembers(result, 'modern');
}

function listResult({ tools, isGuarded }: McpServer, era: Era): string {
  const listed = tools.map((tool) => listedTool(tool, era));
  return withMembers({ tools: listed, ...(era === 'modern' && cacheable(isGuarded)) }, era);
}

/** What a client sees of a tool. */
export function listedTool({ name, title, description, inputSchema, outputSchema }: Tool, era: Era): object {
  // Before, it had to be of an object.
  const isShown = outputSchema !== null && (era === 'modern' || outputSchema['type'] === 'object');
  return { name, title, description, inputSchema, ...(isShown && { outputSchema }) };
}

function cacheable(isGuarded: boolean): object {
  return { ttlMs: LIST_TTL_MS, cacheScope: isGuarded ? 'private' : 'public' };
}

/** An object with what every result has. */
function withMembers(result: object, era: Era): string {
  return `${JSON.stringify(result).slice(0, -1)}${resultMembers(era)}}`;
}

function answered(id: string, result: string): Extract<McpStep, { kind: 'answer' }> {
  return { kind: 'answer', status: 200, json: resultMessage(id, result) };
}

function refused(id: string | null, { code, message, data }: RpcProblem, status: number): McpStep {
  return { kind: 'answer', status, json: errorMessage(id, { code, message, data }) };
}

function invalid(message: string): RpcProblem {
  return { code: RPC_CODES.invalidParams, message };
}
