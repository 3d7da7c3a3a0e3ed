// Messages of JSON-RPC 2.0 as MCP has them (https://www.jsonrpc.org/specification). Values that come from a model, and ids, stay the
// text that they are: nothing is lost of a long integer.

/** The codes that are sent. The last three are MCP's own. */
export const RPC_CODES = {
  parseError: -32_700,
  invalidRequest: -32_600,
  methodNotFound: -32_601,
  invalidParams: -32_602,
  internal: -32_603,
  /** The headers of a request say something else than its body. */
  headerMismatch: -32_020,
  unsupportedVersion: -32_022,
} as const;

/** Why a message is not answered as it wishes. */
export interface RpcProblem {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** The message that answers a request; `id`, `result`: JSON. */
export function resultMessage(id: string, result: string): string {
  return `{"jsonrpc":"2.0","id":${id},"result":${result}}`;
}

/** The message that refuses a request; `id`: JSON, null where it is not known. */
export function errorMessage(id: string | null, { code, message, data }: RpcProblem): string {
  const error = JSON.stringify({ code, message, ...(data !== undefined && { data }) });
  return `{"jsonrpc":"2.0",${id === null ? '' : `"id":${id},`}"error":${error}}`;
}

/** Tells the sender of a request how far it has come; `token`: JSON. */
export function progressMessage(token: string, progress: number, text: string): string {
  const message = text === '' ? '' : `,"message":${JSON.stringify(text)}`;
  return `{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":${token},"progress":${progress}${message}}}`;
}
