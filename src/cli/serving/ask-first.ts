// Where the time goes until a model's first answer, for `truss serve --profile-start`.
import type { ServedTrusses, StartProfile } from '../../host/serve-trusses.ts';
import { renderTable } from '../output/table.ts';

/** The start of an entry, to its first answer; in ms. */
export interface StartToAnswer extends Omit<StartProfile, 'loadedAt'> {
  /** From the loaded model to one that is ready: what the examples took that warm it up. */
  readonly warmUpMs: number;
  /** What the first request over HTTP took; null where there is no example to send. */
  readonly firstPredictMs: number | null;
}

/** How many modules a person is shown. */
const SHOWN_MODULES = 10;

/** Sends each model that was profiled its first example; to be called when all are ready. */
export async function askFirst(
  { entries, server }: ServedTrusses,
  starts: ReadonlyMap<string, StartProfile>,
): Promise<ReadonlyMap<string, StartToAnswer>> {
  const readyAt = performance.now();
  const found = new Map<string, StartToAnswer>();
  for (const { name, examples = [] } of entries) {
    const start = starts.get(name);
    if (start === undefined) continue;
    const { loadedAt, ...times } = start;
    const [first] = examples;
    const firstPredictMs =
      first === undefined ? null : await timeOf(`${server.url}/v1/models/${name}:predict`, first.input);
    found.set(name, { ...times, warmUpMs: round(readyAt - loadedAt), firstPredictMs });
  }
  return found;
}

/** A start as a table, and the modules that took longest. */
export function renderStart(start: StartToAnswer): string {
  const { spawnMs, importMs, initMs, loadMs, warmUpMs, firstPredictMs, imports } = start;
  const phases: [string, number | null][] = [
    ['process', spawnMs],
    ['imports', importMs],
    ['__init__', initMs],
    ['load', loadMs],
    ['warm-up', warmUpMs],
    ['first predict', firstPredictMs],
  ];
  const rows = phases.map(([phase, ms]) => [phase, ms === null ? 'no example to send' : text(ms)]);
  const modules = imports.slice(0, SHOWN_MODULES).map(([module, ms]) => [module, text(ms)]);
  return [renderTable([['START', 'TIME'], ...rows]), '', renderTable([['MODULE', 'ITSELF'], ...modules])].join('\n');
}

async function timeOf(url: string, input: unknown): Promise<number> {
  const began = performance.now();
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) });
  await answer.arrayBuffer();
  return round(performance.now() - began);
}

function text(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
