// The thread that sends a load: it shares no event loop with a server in the same process, whose answers it would else wait for
// while it sends, and delay while it reads.
import type { Level, LevelResult } from '../../core/bench/level.ts';
import { AnswerCheck } from './answer-check.ts';
import type { RawAnswer } from './answer-reader.ts';
import type { BenchRequest } from './bench-request.ts';
import type { Peer } from './connection.ts';
import { Connection } from './connection.ts';
import type { LoadProgress, LoadRequest } from './load.ts';
import { Load } from './load.ts';

/** A request of a load, in the bytes that are sent. */
interface SentRequest extends Pick<BenchRequest, 'tolerance' | 'ignore'> {
  readonly bytes: Uint8Array;
}

/** What a sender is made with. */
export interface SenderOptions {
  readonly peer: Peer;
  readonly requests: readonly SentRequest[];
  /** Whether answers are held against the first one to the same request. */
  readonly checks: boolean;
}

/** What a sender is told to do; one thing at a time. */
export type SenderTask = { readonly kind: 'ask' } | { readonly kind: 'load'; readonly level: Level };

/** An answer to one request that was asked alone. */
export interface FirstAnswer {
  /** Null: there was none, and `text` says why. */
  readonly status: number | null;
  readonly text: string;
  /** The code of the system's error; empty where there is none. */
  readonly code: string;
}

/** What a sender says. */
export type SenderMessage =
  | { readonly kind: 'asked'; readonly answers: readonly FirstAnswer[] }
  | { readonly kind: 'progress'; readonly progress: LoadProgress }
  | { readonly kind: 'loaded'; readonly result: Omit<LevelResult, 'meanBatch'> };

const PROGRESS_MS = 250;

/** Sends the requests of a load to one server. */
export class Sender {
  readonly #peer: Peer;
  readonly #requests: readonly LoadRequest[];

  constructor({ peer, requests, checks }: SenderOptions) {
    this.#peer = peer;
    this.#requests = requests.map(({ bytes, ...request }) => {
      return { bytes: Buffer.from(bytes), check: checks ? new AnswerCheck(request) : null };
    });
  }

  async run(task: SenderTask, tell: (message: SenderMessage) => void): Promise<void> {
    if (task.kind === 'ask') return tell({ kind: 'asked', answers: await this.#askEach() });
    const load = new Load(this.#peer, this.#requests, task.level);
    const timer = setInterval(() => tell({ kind: 'progress', progress: load.progress }), PROGRESS_MS);
    try {
      tell({ kind: 'loaded', result: await load.run() });
    } finally {
      clearInterval(timer);
    }
  }

  /** Asks each request once, one after another; the later ones are held against these answers. */
  async #askEach(): Promise<readonly FirstAnswer[]> {
    const answers: FirstAnswer[] = [];
    for (const { bytes, check } of this.#requests) {
      const ending = await this.#ask(bytes);
      answers.push(toFirstAnswer(ending));
      if (!(ending instanceof Error) && ending.status < 300) check?.differs(ending.body);
    }
    return answers;
  }

  #ask(bytes: Buffer): Promise<RawAnswer | Error> {
    return new Promise((done) => {
      const connection = new Connection(this.#peer, (self, ending) => {
        self.close();
        done(ending instanceof Error ? ending : { ...ending, body: Buffer.from(ending.body) });
      });
      connection.send(bytes);
    });
  }
}

function toFirstAnswer(ending: RawAnswer | Error): FirstAnswer {
  if (!(ending instanceof Error)) return { status: ending.status, text: ending.body.toString(), code: '' };
  const code = 'code' in ending && typeof ending.code === 'string' ? ending.code : '';
  return { status: null, text: ending.message, code };
}
