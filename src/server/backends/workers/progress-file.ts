// The file in which a worker notes how many requests it has taken up (section 6 of the wire protocol), so that after
// its death the front knows which ones cannot have begun.
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { withTemporaryFiles } from '../processes/start-problem.ts';

const BYTES = 8;

/** An open file without a name: nothing has to be cleaned up, whatever happens to either process. */
export class ProgressFile {
  /** To be inherited by the worker as fd 5. */
  readonly fd: number;

  /** @throws {TrussError} `WORKER_START_FAILED` where there is no place for it */
  constructor() {
    this.fd = withTemporaryFiles(openNameless);
  }

  /** How many of the requests sent to the worker it may have begun. */
  read(): number {
    const bytes = Buffer.alloc(BYTES);
    readSync(this.fd, bytes, 0, BYTES, 0);
    return Number(bytes.readBigUInt64LE());
  }

  close(): void {
    closeSync(this.fd);
  }
}

function openNameless(): number {
  const name = path.join(tmpdir(), `truss-progress-${randomUUID()}`);
  const fd = openSync(name, 'wx+', 0o600);
  try {
    unlinkSync(name);
    writeSync(fd, new Uint8Array(BYTES));
    return fd;
  } catch (error) {
    // On a full disk a file can be made, and nothing written into it.
    closeSync(fd);
    throw error;
  }
}
