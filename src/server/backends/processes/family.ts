import { guardGroup, releaseGroup, startGuard } from '../../../system/processes/guard.ts';
import { killGroup } from '../../../system/processes/kill-group.ts';
import type { Mark } from '../../../system/processes/marks.ts';

/** A process that leads a group of its own, with all that it starts, wherever that has gone: nothing of it outlives the process, nor us. */
export class Family {
  readonly #pid: number;
  readonly #mark: Mark;

  /** `mark`: what the process has in its environment. */
  constructor(pid: number, mark: Mark) {
    this.#pid = pid;
    this.#mark = mark;
    startGuard();
  }

  /** From now on the group ends with us, however we end; what has left it does in any case. */
  guard(): void {
    guardGroup(this.#pid);
  }

  /** Ends the group now: to be followed by `end` when the process is gone. */
  kill(): void {
    killGroup(this.#pid);
  }

  /** The process is gone: ends what it has left. */
  async end(): Promise<void> {
    killGroup(this.#pid);
    releaseGroup(this.#pid);
    await this.#mark.killAll();
  }
}
