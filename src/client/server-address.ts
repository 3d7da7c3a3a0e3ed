import { TrussError } from '../core/errors/truss-error.ts';

/** Where a server is, and which of its models is meant. */
export interface ServerAddress {
  /** What stands before `/v1/models`; without a slash at its end. */
  readonly root: string;
  /** Null where the address is that of the server. */
  readonly model: string | null;
}

/**
 * Reads the address of a server, of one of its models or of a model's predict route. A path before `/v1/models`, as a proxy
 * may have one, belongs to the server.
 *
 * @throws {TrussError} `INPUT_INVALID` where it is no http address.
 */
export function readAddress(address: string): ServerAddress {
  // `localhost:8080` would parse, as a protocol of its own.
  const match = /^(https?:\/\/[^/?#\s]+[^?#\s]*)$/i.exec(address.trim());
  if (match === null || !URL.canParse(address.trim()) || hasUser(address)) {
    // Neither what stands before an @ nor a query is shown: tokens are put there.
    const shown = address.replace(/(?<=\/\/)[^/]*@/, '…@').replace(/[?#].*/s, '?…');
    throw new TrussError('INPUT_INVALID', {
      message: `${JSON.stringify(shown)} is not the address of a server.`,
      hint:
        shown === address
          ? 'Give it as `truss serve` prints it: http://127.0.0.1:8080'
          : 'Give the address alone, and a token apart from it.',
    });
  }
  const [, root = '', model] = /^(.*?)(?:\/v1\/models(?:\/([^/:]+)(?::predict)?)?)?\/*$/.exec(match[1] ?? '') ?? [];
  return { root, model: model === undefined ? null : decodeURIComponent(model) };
}

function hasUser(address: string): boolean {
  const { username, password } = new URL(address.trim());
  return username !== '' || password !== '';
}
