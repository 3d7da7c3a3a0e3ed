// The server of the tests as an upstream process that is served, and what it counts.
import { setTimeout as sleep } from 'node:timers/promises';

import type { ModelOptions, ServedModel } from './served-model.ts';
import { serveEntries } from './served-model.ts';
import { UPSTREAM_COMMAND, upstreamEntry } from './upstream-entry.ts';

/** Serves the server that says what it is asked. */
export async function serveUpstream(options: ModelOptions = {}): Promise<ServedModel> {
  const served = await serveEntries([upstreamEntry(UPSTREAM_COMMAND, options)]);
  await served.ready;
  return served;
}

/** What it counts. */
export async function countsOf({ url }: ServedModel): Promise<Record<string, number>> {
  return (await (await fetch(`${url}/counts`)).json()) as Record<string, number>;
}

/** Asks until a count has reached a number: the server hears of what we do a moment later. */
export async function untilCount(served: ServedModel, name: string, least: number): Promise<void> {
  while (((await countsOf(served))[name] ?? 0) < least) await sleep(5);
}
