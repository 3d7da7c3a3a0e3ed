// What of a source's trouble may be over a moment later, and how long to wait for it.
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { TrussError } from '../../../core/errors/truss-error.ts';
import { systemErrorCode } from '../../../system/system-error.ts';
import type { Network } from './network.ts';
import type { UrlRequest } from './open-url.ts';
import { openUrl } from './open-url.ts';
import { Refusal } from './remote-file.ts';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;

/** Longer than this nobody waits because a server says so. */
const LONGEST_WAIT_MS = 60_000;

/** How often a list is asked for again: nothing has come yet that would be lost, and somebody waits. */
const MOST_TRIES = 4;

/** Statuses that may be another one a moment later. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

/** What no second try changes: names that nobody knows, certificates that nobody trusts. */
const NEVER = new Set([
  'ENOTFOUND',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ABORT_ERR',
]);

/** A server that is away, a connection that breaks. */
export function isPassing(error: unknown): boolean {
  if (error instanceof Refusal) return true;
  if (error instanceof TrussError || !(error instanceof Error)) return false;
  return error.name !== 'AbortError' && !NEVER.has(systemErrorCode(error) ?? '');
}

/** That a server would not answer now; null where its status is meant. */
export function refusalOf({ statusCode = 0, headers }: IncomingMessage): Refusal | null {
  if (!PASSING.has(statusCode)) return null;
  return new Refusal(`the server answers ${statusCode}`, retryAfter(headers['retry-after']));
}

function retryAfter(text: string | undefined): number | null {
  if (text === undefined) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? null : Math.min(LONGEST_WAIT_MS, Math.max(0, ms));
}

/** Waits after the so manieth failure, as long as the server asks for, else twice as long as before. */
export async function pause(error: unknown, failures: number, signal: AbortSignal): Promise<void> {
  const asked = error instanceof Refusal ? error.retryAfterMs : null;
  const delay = asked ?? Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1));
  await sleep(delay, undefined, { signal });
}

/**
 * Asks as `openUrl` does, and again where the trouble may pass. The last answer is given, whatever its status.
 *
 * @throws {TrussError} `WEIGHTS_UNREACHABLE`
 * @throws the error of the connection
 */
export async function askPatiently(network: Network, asked: UrlRequest): Promise<IncomingMessage> {
  for (let tries = 1; ; tries += 1) {
    let trouble: unknown;
    try {
      const answer = await openUrl(network, asked);
      trouble = refusalOf(answer);
      if (trouble === null || tries === MOST_TRIES) return answer;
      answer.resume();
    } catch (error) {
      if (!isPassing(error) || asked.signal.aborted || tries === MOST_TRIES) throw error;
      trouble = error;
    }
    await pause(trouble, tries, asked.signal);
  }
}
