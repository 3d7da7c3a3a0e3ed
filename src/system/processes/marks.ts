// Marks in the environment of processes: whatever they start has them too, in a session of its own or left by its parents, where neither
// a process group nor a parent says whose it is.
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const VARIABLE = 'TRUSS_OWNER';

/** Of this process; a mark begins with it. */
const OWNER = randomUUID();

let count = 0;

/** A mark that no other process has. */
export class Mark {
  /** What is to be in the environment of the process. */
  readonly environment: Readonly<Record<string, string>>;

  constructor() {
    count += 1;
    this.environment = { [VARIABLE]: `${OWNER}.${count}.` };
  }

  /**
   * Ends every process with the mark, until there is none, or those that are there cannot be ended. Finds none where the system does
   * not tell environments (macOS), nor those that have thrown theirs away.
   */
  async killAll(): Promise<void> {
    const wanted = `${VARIABLE}=${this.environment[VARIABLE]}`;
    for (let left = MAX_LOOKS; left > 0; left -= 1) {
      const found = await findMarked(wanted);
      if (found.length === 0) return;
      for (const pid of found) kill(pid);
      await sleep(LOOK_AGAIN_MS);
    }
  }
}

/** What is beginning meanwhile is found by the next look; what is ending takes a moment. */
const LOOK_AGAIN_MS = 10;
const MAX_LOOKS = 50;

/** What `grep -F` finds in the environments of all that this process has marked. */
export const ANY_MARK = `${VARIABLE}=${OWNER}.`;

async function findMarked(wanted: string): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const isMarked = await Promise.all(pids.map((pid) => hasIn(pid, wanted)));
  return pids.filter((pid, index) => isMarked[index] === true && pid !== process.pid);
}

/** Those of other users cannot be read, and what has ended has none. */
async function hasIn(pid: number, wanted: string): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
  return environment.split('\0').includes(wanted);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
