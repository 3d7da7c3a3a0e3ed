import type { RequestFailure } from '../../core/inference/request-failure.ts';
import type { ToolCaller } from '../../server/mcp/tool-sink.ts';

/** What a call that came over stdin can do. */
export interface StdioCall {
  /** Writes a message; `onTaken` is told when it has left. */
  readonly send: (message: string, onTaken?: () => void) => void;
  /** Lets the model produce as many bytes again. */
  readonly credit: (bytes: number) => void;
  /** Tells the model that nobody waits for it. */
  readonly cancel: () => void;
  /** The call is over; `failure`: why the model gave no answer. */
  readonly over: (failure: RequestFailure | null) => void;
}

/** A call whose client reads what we write to stdout. */
export class StdioToolCaller implements ToolCaller {
  readonly #call: StdioCall;
  #isCancelled = false;

  constructor(call: StdioCall) {
    this.#call = call;
  }

  progress(message: string | null, bytes: number): void {
    if (message === null || this.#isCancelled) this.#call.credit(bytes);
    else this.#call.send(message, () => this.#call.credit(bytes));
  }

  done(message: string, failure: RequestFailure | null): void {
    // Of a call that was cancelled nothing more is to be heard.
    if (!this.#isCancelled) this.#call.send(message);
    this.#call.over(failure);
  }

  giveUp(): void {
    this.#call.cancel();
  }

  /** The client does not want the call any more. */
  cancelled(): void {
    this.#isCancelled = true;
    this.#call.cancel();
    this.#call.over(null);
  }
}
