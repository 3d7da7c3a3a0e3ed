// What a client throws where there is no answer, or one that says what went wrong.
import { isErrorCode } from '../core/errors/catalogue.ts';
import { TrussError } from '../core/errors/truss-error.ts';

/** A page of HTML that a proxy puts in the place of an answer would bury what matters. */
const MAX_QUOTED_CHARACTERS = 200;

/** The error that an answer with a status other than 2xx stands for: the server's own code and words. */
export async function answerError(url: string, response: Response): Promise<TrussError> {
  return toAnswerError(url, response.status, await response.text().catch(() => ''));
}

/** The error that a body with a status other than 2xx stands for. */
export function toAnswerError(url: string, status: number, text: string): TrussError {
  const { error, code, hint, reason } = readMembers(text);
  const said = [error, reason].flatMap(toText).join(' ');
  // INTERNAL is a bug of the server's, not of the program that asks it.
  if (said !== '' && typeof code === 'string' && isErrorCode(code) && code !== 'INTERNAL') {
    return new TrussError(code, { message: said, ...(typeof hint === 'string' && { hint }) });
  }
  const shown = said === '' ? text.slice(0, MAX_QUOTED_CHARACTERS).trim() : said;
  return new TrussError('SERVER_ANSWER_INVALID', {
    message: `${url} answered ${status}${shown === '' ? '' : `: ${shown}`}.`,
    hint: 'Look at the log of the server, and whether the address is that of a server of Truss.',
  });
}

/** The error of a request that no server answered. An abort is handed on as it is. */
export function connectionError(url: string, error: unknown): unknown {
  return error instanceof TypeError ? unreachableError(url, toCause(error), error) : error;
}

/** Why no connection came to be: the code of the system, and its words. */
interface ConnectionFailure {
  readonly code: string;
  readonly message: string;
}

/** The error of a server that cannot be reached. */
export function unreachableError(url: string, { code, message }: ConnectionFailure, cause?: unknown): TrussError {
  return new TrussError('SERVER_UNREACHABLE', {
    message: `${url} cannot be reached: ${reasons[code] ?? message}.`,
    hint: hints[code] ?? 'Is the server started, and is the address right? `truss serve` prints it.',
    cause,
  });
}

/** The error of an answer that had begun and did not come to its end. An abort is handed on as it is. */
export function brokenAnswerError(url: string, error: unknown): unknown {
  if (!(error instanceof TypeError)) return error;
  const { code, message } = toCause(error);
  return new TrussError('SERVER_ANSWER_INCOMPLETE', {
    message: `The answer of ${url} broke off: ${reasons[code] ?? message}.`,
    hint: 'The model failed, or its server or a proxy ended: the log of the server says which.',
    cause: error,
  });
}

/** A certificate that nobody known has signed, under the names that Node has for the cases. */
const UNTRUSTED = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

const NO_TLS = 'Is it a server without a certificate? Then its address begins with http://';

const hints: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    UNTRUSTED.map((code) => [
      code,
      'Trust the certificate, or that of who signed it: --cacert cert.pem, or SSL_CERT_FILE.',
    ]),
  ),
  ERR_TLS_CERT_ALTNAME_INVALID: 'Ask the server under a name that its certificate has.',
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
  UND_ERR_SOCKET: 'Does the server have a certificate? Then its address begins with https://',
};

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was reset',
  ENOTFOUND: 'there is no machine of this name',
  EAI_AGAIN: 'the name of the machine could not be looked up',
  ...Object.fromEntries(UNTRUSTED.map((code) => [code, 'its certificate is not trusted'])),
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it speaks no TLS there',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it speaks no TLS there',
  HPE_INVALID_CONSTANT: 'what answers there speaks no HTTP',
  UND_ERR_SOCKET: 'the server ended the connection',
  UND_ERR_HEADERS_TIMEOUT: 'the server took too long to answer',
  UND_ERR_BODY_TIMEOUT: 'the server stopped in the middle of its answer',
};

/** What Node's fetch gives beside its general words; a browser gives nothing. */
function toCause({ cause, message }: TypeError): ConnectionFailure {
  if (!(cause instanceof Error)) return { code: '', message };
  return { code: 'code' in cause && typeof cause.code === 'string' ? cause.code : '', message: cause.message };
}

/** A model may put any value into its own error. */
function toText(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  return [typeof value === 'string' ? value : JSON.stringify(value)];
}

function readMembers(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
