import { TrussError } from '../../../../core/errors/truss-error.ts';
import type { UvFailure } from '../uv-failure.ts';

/** An index, or a file on it, could not be read: the network, a certificate, a password. */
export function explainIndex(failure: UvFailure): TrussError | null {
  const told = certificate(failure) ?? refused(failure) ?? offline(failure) ?? unreachable(failure);
  if (told === null) return null;
  return new TrussError('ENV_INDEX_UNREACHABLE', { ...told, cause: new Error(failure.details) });
}

interface Told {
  readonly message: string;
  readonly hint: string;
}

const CERTIFICATE = /(?:invalid peer certificate|certificate verify failed|self.signed certificate)(?:: (\w+))?/i;

function certificate({ text }: UvFailure): Told | null {
  const match = CERTIFICATE.exec(text);
  if (match === null) return null;
  const reason = match[1] === undefined ? '' : ` (${match[1]})`;
  return {
    message: `The certificate of ${hostIn(text)} is not trusted${reason}.`,
    hint: "Behind a company's proxy, name its bundle of certificates in SSL_CERT_FILE, or set UV_SYSTEM_CERTS=1 to use the system's.",
  };
}

const REFUSED = [
  /An index(?: URL)? \((\S+?)\).*?(401 Unauthorized|403 Forbidden)/,
  /HTTP status client error \((401 Unauthorized|403 Forbidden)\) for url \((\S+?)\)/,
];

function refused({ text }: UvFailure): Told | null {
  const match = REFUSED.map((pattern) => pattern.exec(text)).find((found) => found !== null);
  if (match === undefined) return null;
  const [status, index] = match.slice(1).sort();
  return {
    message: `The index ${index} answers ${status}: it wants a user and password, or other ones.`,
    hint: 'Put them into ~/.netrc, or into UV_INDEX_<NAME>_USERNAME and UV_INDEX_<NAME>_PASSWORD for UV_INDEX="<name>=<url>".',
  };
}

function offline({ text }: UvFailure): Told | null {
  if (!/network was disabled|offline mode|network connectivity is disabled/i.test(text)) return null;
  return {
    message: 'uv may not use the network (UV_OFFLINE is set), and its cache does not hold all packages.',
    hint: 'Unset UV_OFFLINE for this run.',
  };
}

/** The reasons that uv's HTTP client gives, from the specific to the general. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [
    /dns error|failed to lookup address|Name or service not known|nodename nor servname/i,
    'its name cannot be resolved',
  ],
  [/Connection refused/i, 'it refuses the connection'],
  [/timed out|timeout/i, 'it does not answer in time'],
  [/Connection reset|connection closed|unexpected EOF/i, 'it closes the connection'],
  [/HTTP status server error \((\d+[^)]*)\)/i, 'it answers with an error of its own ($1)'],
  [/error sending request/i, 'the request cannot be sent'],
];

function unreachable({ text }: UvFailure): Told | null {
  const what = unreachableIn(text);
  if (what === null) return null;
  return {
    message: `The package index at ${what}.`,
    hint: 'Check the network and HTTPS_PROXY; UV_DEFAULT_INDEX names another index, such as a mirror.',
  };
}

/** Which host could not be reached, and why; null where that is not what a text of uv's says. */
export function unreachableIn(text: string): string | null {
  if (!/Failed to fetch|error sending request|Failed to download|Could not connect/i.test(text)) return null;
  const found = REASONS.find(([pattern]) => pattern.test(text));
  if (found === undefined) return null;
  const [pattern, words] = found;
  return `${hostIn(text)} cannot be reached: ${words.replace('$1', pattern.exec(text)?.[1] ?? '')}`;
}

function hostIn(text: string): string {
  const [, host] = /https?:\/\/(?:\*\*\*@)?([^\s/)`"']+)/.exec(text) ?? [];
  return host ?? 'the package index';
}
