import { useEffect, useRef, useState } from 'preact/hooks';

import type { Draft } from '../request/draft.ts';
import type { Run } from '../request/run.ts';
import { runRequest } from '../request/run.ts';
import type { Server } from '../server/server.ts';

/** Where a request goes, and in which form. */
interface Asked {
  readonly path: string;
  readonly draft: Draft;
}

/** Requests to one model or to two, and what has come of them. */
export interface Runs {
  readonly runs: readonly Run[];
  readonly isRunning: boolean;
  readonly start: (asked: readonly Asked[]) => void;
  readonly cancel: () => void;
  readonly clear: () => void;
}

/** As long as a frame, and a half of one. */
const FRAME_MS = 25;

/** Sends requests beside each other. What comes is shown once a frame, however much it is. */
export function useRuns(server: Server): Runs {
  const [runs, setRuns] = useState<readonly Run[]>([]);
  const latest = useRef<Run[]>([]);
  const frame = useRef(0);
  const abort = useRef<AbortController | null>(null);
  const shownAt = useRef(0);
  const show = (): void => {
    if (frame.current !== 0) return;
    // What comes alone is shown at once: a frame later is 16 ms later.
    if (performance.now() - shownAt.current > FRAME_MS) return showNow();
    frame.current = requestAnimationFrame(showNow);
  };
  const showNow = (): void => {
    frame.current = 0;
    shownAt.current = performance.now();
    setRuns([...latest.current]);
  };
  const cancel = (): void => abort.current?.abort();
  useEffect(() => cancel, []);
  const start = (asked: readonly Asked[]): void => {
    cancel();
    const controller = new AbortController();
    abort.current = controller;
    latest.current = [];
    for (const [index, each] of asked.entries()) {
      const onChange = (run: Run): void => {
        // One that was cancelled for a new one has nothing to say any more.
        if (abort.current !== controller) return;
        latest.current[index] = run;
        show();
      };
      void runRequest(server, { ...each, signal: controller.signal, onChange });
    }
  };
  const clear = (): void => {
    cancel();
    abort.current = null;
    latest.current = [];
    setRuns([]);
  };
  return {
    runs,
    isRunning: runs.some(({ phase }) => phase === 'waiting' || phase === 'streaming'),
    start,
    cancel,
    clear,
  };
}
