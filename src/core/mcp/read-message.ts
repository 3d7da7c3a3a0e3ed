// A message of JSON-RPC as it comes from somebody whom nobody knows. Only its small members are parsed.
import { jsonMembers } from '../json/json-members.ts';
import type { RpcProblem } from './json-rpc.ts';
import { RPC_CODES } from './json-rpc.ts';

/** A message that asks for something, or tells it. */
export interface RpcMessage {
  /** JSON; null: it is a notification, which nobody answers. */
  readonly id: string | null;
  readonly method: string;
  /** The text of each parameter. */
  readonly params: ReadonlyMap<string, string>;
}

/** A text that is no such message. */
export interface BadMessage {
  readonly id: string | null;
  readonly problem: RpcProblem;
}

/** No message has more members, and no `params`. */
const MAX_MEMBERS = 64;

/** A member that is parsed is no longer than that; the arguments of a tool are not parsed. */
const MAX_PARSED = 65_536;

const MAX_ID = 256;

const NO_PARAMS: ReadonlyMap<string, string> = new Map();

/** Whether it is no message. */
export function isBadMessage(read: RpcMessage | BadMessage): read is BadMessage {
  return 'problem' in read;
}

/** Reads the text of a message. */
export function readMessage(text: string): RpcMessage | BadMessage {
  const members = jsonMembers(text, MAX_MEMBERS);
  if (members === null) return { id: null, problem: notAMessage(text) };
  const idText = members.get('id');
  const id = idText === undefined ? null : readId(idText);
  if (id === null && idText !== undefined) return bad(null, 'The id of a request is a string or a whole number');
  const params = members.get('params');
  const read = params === undefined ? NO_PARAMS : jsonMembers(params, MAX_MEMBERS);
  const method = parseMember(members.get('method'));
  if (parseMember(members.get('jsonrpc')) !== '2.0') return bad(id, 'A message says "jsonrpc": "2.0"');
  if (members.has('result') || members.has('error')) return bad(id, 'Nothing was asked that this could answer');
  if (typeof method !== 'string') return bad(id, 'The method of a message is a string');
  if (read === null) return { id, problem: { code: RPC_CODES.invalidParams, message: '`params` is a JSON object' } };
  return { id, method, params: read };
}

/** The value of a member; undefined where there is none, it is no JSON, or longer than anything that is parsed here. */
export function parseMember(json: string | undefined): unknown {
  if (json === undefined || json.length > MAX_PARSED) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** The id, as it was written; null where it is none. */
function readId(json: string): string | null {
  if (json.length > MAX_ID) return null;
  const isNumber = /^-?(?:0|[1-9]\d*)$/.test(json);
  return isNumber || typeof parseMember(json) === 'string' ? json : null;
}

function bad(id: string | null, message: string): BadMessage {
  return { id, problem: { code: RPC_CODES.invalidRequest, message } };
}

function notAMessage(text: string): RpcProblem {
  if (/^[ \t\n\r]*\[/.test(text)) {
    return { code: RPC_CODES.invalidRequest, message: 'Batches are not taken: send each message by itself' };
  }
  return { code: RPC_CODES.parseError, message: 'The message is no JSON object' };
}
