// One request from its first byte to the last of its answer, in numbers and items as they come.
import { readItems } from '../../client/read-items.ts';
import type { AnswerFailure } from '../server/read-failure.ts';
import { readFailure, unreachable } from '../server/read-failure.ts';
import type { Server } from '../server/server.ts';
import type { Draft } from './draft.ts';

/** What is known of a request so far. Times are in ms since it was sent. */
export interface Run {
  readonly phase: 'waiting' | 'streaming' | 'done' | 'failed' | 'cancelled';
  readonly status: number | null;
  readonly contentType: string;
  readonly requestId: string | null;
  /** Of a stream, as they come; the same array all along, which grows. */
  readonly items: unknown[];
  /** How many of them there are. */
  readonly count: number;
  /** Of an answer that is no stream. */
  readonly body: Blob | null;
  readonly bytes: number;
  readonly firstItemMs: number | null;
  readonly totalMs: number | null;
  readonly queueMs: number | null;
  readonly computeMs: number | null;
  readonly failure: AnswerFailure | null;
}

/** Of a request that has just been sent. */
const WAITING: Omit<Run, 'items'> = {
  phase: 'waiting',
  status: null,
  contentType: '',
  requestId: null,
  count: 0,
  body: null,
  bytes: 0,
  firstItemMs: null,
  totalMs: null,
  queueMs: null,
  computeMs: null,
  failure: null,
};

/** How a request is sent. */
export interface RunOptions {
  readonly path: string;
  readonly draft: Draft;
  readonly signal: AbortSignal;
  /** Is told whatever becomes known. */
  readonly onChange: (run: Run) => void;
}

/** Sends a request and follows its answer to the end. Never throws. */
export async function runRequest(server: Server, { path, draft, signal, onChange }: RunOptions): Promise<void> {
  const began = performance.now();
  let run: Run = { ...WAITING, items: [] };
  const change = (known: Partial<Run>): void => {
    run = { ...run, ...known };
    onChange(run);
  };
  const sinceBegan = (): number => performance.now() - began;
  change({});
  try {
    const response = await server.send(path, { method: 'POST', signal, ...toInit(draft) });
    change(readHead(response));
    if (!response.ok) {
      const failure = readFailure(response.status, await response.text());
      return change({ phase: 'failed', failure, totalMs: sinceBegan() });
    }
    if (isStream(response)) await followStream(response, { change, sinceBegan });
    else {
      const body = await response.blob();
      change({ body, bytes: body.size, firstItemMs: sinceBegan() });
    }
    change({ phase: 'done', totalMs: sinceBegan() });
  } catch (error) {
    if (signal.aborted) return change({ phase: 'cancelled', totalMs: sinceBegan() });
    const known = error instanceof Error && 'code' in error && typeof error.code === 'string';
    const failure = known
      ? { ...unreachable(error), code: String(error.code), message: error.message, hint: null }
      : unreachable(error);
    change({ phase: 'failed', failure, totalMs: sinceBegan() });
  }
}

function toInit(draft: Draft): RequestInit {
  const accept = { accept: 'text/event-stream;q=0.9, */*' };
  if (draft.kind === 'json') {
    return { body: draft.text, headers: { 'content-type': 'application/json', accept: '*/*' } };
  }
  if (draft.kind === 'bytes') {
    return { body: draft.bytes ?? '', headers: { 'content-type': draft.contentType, accept: '*/*' } };
  }
  const form = new FormData();
  for (const { name, value } of draft.parts) if (value !== null) form.append(name, value);
  return { body: form, headers: accept };
}

function readHead(response: Response): Partial<Run> {
  const { status, headers } = response;
  const times = new Map(
    [...(headers.get('server-timing') ?? '').matchAll(/(\w+);dur=([\d.]+)/g)].map(([, name, ms]) => [name, Number(ms)]),
  );
  return {
    status,
    contentType: headers.get('content-type') ?? '',
    requestId: headers.get('x-request-id'),
    queueMs: times.get('queue') ?? null,
    computeMs: times.get('compute') ?? null,
  };
}

/** Whether the items of an answer come one by one: it says so, or is text whose length nobody knows. */
function isStream({ headers }: Response): boolean {
  const type = (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'text/event-stream' || type === 'application/x-ndjson') return true;
  return headers.get('content-length') === null && type.startsWith('text/');
}

interface Following {
  readonly change: (known: Partial<Run>) => void;
  readonly sinceBegan: () => number;
}

async function followStream(response: Response, { change, sinceBegan }: Following): Promise<void> {
  if (response.body === null) return;
  const items: unknown[] = [];
  let bytes = 0;
  const { body } = response;
  const counted = (async function* count() {
    for await (const chunk of body) {
      bytes += chunk.length;
      yield chunk;
    }
  })();
  change({ phase: 'streaming', items });
  const answer = { contentType: response.headers.get('content-type') ?? '', isStream: true, chunks: counted };
  let firstItemMs: number | null = null;
  for await (const item of readItems(response.url, answer)) {
    items.push(item);
    firstItemMs ??= sinceBegan();
    change({ items, count: items.length, bytes, firstItemMs });
  }
}
