// A file that lies behind an address, from any byte on.
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

import { TrussError } from '../../../core/errors/truss-error.ts';
import type { Network } from './network.ts';
import { openUrl, unreachable } from './open-url.ts';
import { refusalOf } from './patience.ts';
import type { OpenedFile, OpenFile } from './remote-file.ts';
import { NoSuchRange } from './remote-file.ts';
import { connectStraight, straightBody, WORTH_A_CONNECTION } from './straight-body.ts';

/** A request for a file, signed where that is needed: anew each time, since signatures expire. */
export interface SignedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** How a file is asked for. */
export interface HttpFileOptions {
  readonly network: Network;
  /** The headers that the request has beside: `range` and `if-range`. */
  readonly sign: (headers: Readonly<Record<string, string>>) => Promise<SignedRequest>;
  /** Explains a refusal of the source's own; null: what is said of any server is enough. */
  readonly explain?: (answer: IncomingMessage) => TrussError | null;
}

/** Gives what asks for the bytes of a file behind an address. */
export function openHttpFile({ network, sign, explain = () => null }: HttpFileOptions): OpenFile {
  return async ({ offset, state, missing }, signal) => {
    const range: Record<string, string> = offset === 0 ? {} : { range: `bytes=${offset}-` };
    if (offset > 0 && state !== null) range['if-range'] = state;
    const { url, headers } = await sign(range);
    const isWorth = missing !== null && missing >= WORTH_A_CONNECTION && !network.hasProxy;
    const connect = isWorth ? (target: URL): Socket => connectStraight(target, network.ca) : undefined;
    const answer = await openUrl(network, { url, headers, connect, signal });
    const status = answer.statusCode ?? 0;
    if (status === 200) return opened(answer, 0);
    if (status === 206) return opened(answer, offset);
    answer.resume();
    // What is there is as long as the whole file, or longer: it is fetched anew.
    if (status === 416 && offset > 0) throw new NoSuchRange('the server has no such range', 0);
    throw refusalOf(answer) ?? explain(answer) ?? explainStatus(url, status);
  };
}

function opened(answer: IncomingMessage, asked: number): OpenedFile {
  const { headers } = answer;
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '');
  const length = headers['content-length'] === undefined ? null : Number(headers['content-length']);
  const offset = range === null ? (answer.statusCode === 206 ? asked : 0) : Number(range[1]);
  const whole = range === null || range[2] === '*' ? null : Number(range[2]);
  // A weak one is no promise of the same bytes.
  const etag = headers.etag?.startsWith('W/') === true ? undefined : headers.etag;
  return {
    body: straightBody(answer) ?? answer,
    offset,
    size: whole ?? (length === null ? null : offset + length),
    state: etag ?? headers['last-modified'] ?? null,
  };
}

function explainStatus(url: string, status: number): TrussError {
  if (status === 401 || status === 403) return accessDenied(url, status);
  if (status !== 404 && status !== 410) return unreachable(url, `the server answers ${status}`);
  return new TrussError('WEIGHTS_NOT_FOUND', {
    message: `${shown(url)} is not there: the server answers ${status}.`,
    hint: 'Look whether the source in the config is right.',
  });
}

function accessDenied(url: string, status: number): TrussError {
  return new TrussError('WEIGHTS_ACCESS_DENIED', {
    message: `${shown(url)} is not given to us: the server answers ${status}.`,
    hint: 'Name a secret with a token that may read it: auth_secret_name in the config, and `truss secret set NAME`.',
  });
}

/** Without what may let others in. */
function shown(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
