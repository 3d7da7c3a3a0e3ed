// Of which era a request is, and whether it says so as it has to.
import { isRecord } from '../schema/json-schema.ts';
import type { RpcProblem } from './json-rpc.ts';
import { RPC_CODES } from './json-rpc.ts';
import type { RpcMessage } from './read-message.ts';
import { parseMember } from './read-message.ts';
import type { Era } from './versions.ts';
import { isLegacyVersion, MODERN_VERSION } from './versions.ts';

/** What the headers of an HTTP request repeat of its body, for those between client and server; null of those it has not. */
export interface RepeatedHeaders {
  /** `MCP-Protocol-Version`. */
  readonly version: string | null;
  /** `Mcp-Method`. */
  readonly method: string | null;
  /** `Mcp-Name`. */
  readonly name: string | null;
}

/** A request that is refused, and with which status over HTTP. */
export interface EraProblem extends RpcProblem {
  readonly status: number;
}

const VERSION_KEY = 'io.modelcontextprotocol/protocolVersion';
const CAPABILITIES_KEY = 'io.modelcontextprotocol/clientCapabilities';
const CLIENT_KEY = 'io.modelcontextprotocol/clientInfo';

/** The era of a request, or why it is refused. `headers`: null where there is no HTTP. */
export function requestEra(message: RpcMessage, headers: RepeatedHeaders | null): Era | EraProblem {
  const meta = metaOf(message);
  const said = headers?.version ?? null;
  if (meta !== null && VERSION_KEY in meta) return modernEra(message, meta, headers);
  if (said === null || isLegacyVersion(said)) return 'legacy';
  if (said !== MODERN_VERSION) return unsupported(said);
  if (message.method === 'initialize') return mismatch(`The header says version ${said}, which has no initialize`);
  return invalid(`A request of version ${said} has ${VERSION_KEY} in \`_meta\` of its params`);
}

/** `_meta` of a message; null where it has none. */
export function metaOf({ params }: RpcMessage): Readonly<Record<string, unknown>> | null {
  const meta = parseMember(params.get('_meta'));
  return isRecord(meta) ? meta : null;
}

function modernEra(
  message: RpcMessage,
  meta: Readonly<Record<string, unknown>>,
  headers: RepeatedHeaders | null,
): Era | EraProblem {
  const { [VERSION_KEY]: version, [CAPABILITIES_KEY]: capabilities, [CLIENT_KEY]: client = {} } = meta;
  if (typeof version !== 'string') return invalid(`${VERSION_KEY} is a string such as ${MODERN_VERSION}`);
  if (!isRecord(capabilities)) {
    return invalid(`A request says in ${CAPABILITIES_KEY} what its client can do: {} is nothing`);
  }
  if (!isRecord(client)) return invalid(`${CLIENT_KEY} is an object`);
  if (headers !== null && headers.version !== version) {
    return mismatch(`The header MCP-Protocol-Version is ${shown(headers.version)}, the body says ${shown(version)}`);
  }
  if (version !== MODERN_VERSION) return unsupported(version);
  return headers === null ? 'modern' : (headerProblem(message, headers) ?? 'modern');
}

function headerProblem({ method, params }: RpcMessage, headers: RepeatedHeaders): EraProblem | null {
  if (headers.method !== method) {
    return mismatch(`The header Mcp-Method is ${shown(headers.method)}, the body says ${shown(method)}`);
  }
  if (method !== 'tools/call') return null;
  const name = parseMember(params.get('name'));
  const said = headers.name === null ? null : plainHeader(headers.name);
  if (said === name) return null;
  return mismatch(
    `The header Mcp-Name is ${shown(said)}, the body says ${shown(typeof name === 'string' ? name : null)}`,
  );
}

/** A name that is no plain ASCII stands in its header as the base64 of its UTF-8; no tool has such a name, but a client may ask. */
function plainHeader(value: string): string {
  const encoded = /^=\?base64\?([A-Za-z0-9+/]*={0,2})\?=$/.exec(value)?.[1];
  return encoded === undefined ? value : decodeBase64(encoded);
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const SIXTET = 6;
const OCTET = 8;

function decodeBase64(text: string): string {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of text.replaceAll('=', '')) {
    held = ((held << SIXTET) | ALPHABET.indexOf(character)) & 0xfff;
    bits += SIXTET;
    if (bits < OCTET) continue;
    bits -= OCTET;
    bytes.push((held >> bits) & 0xff);
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

function shown(value: string | null): string {
  return value === null ? 'missing' : JSON.stringify(value.slice(0, 100));
}

function invalid(message: string): EraProblem {
  return { code: RPC_CODES.invalidParams, message, status: 400 };
}

function mismatch(message: string): EraProblem {
  return { code: RPC_CODES.headerMismatch, message, status: 400 };
}

function unsupported(requested: string): EraProblem {
  const message = 'Unsupported protocol version';
  const data = { supported: [MODERN_VERSION], requested: requested.slice(0, 100) };
  return { code: RPC_CODES.unsupportedVersion, message, data, status: 400 };
}
