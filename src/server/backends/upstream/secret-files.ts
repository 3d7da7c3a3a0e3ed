// The secrets of an upstream process: it does not speak our protocol, so it gets them as today's Truss gives them, one file each.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { ContainerPlace } from '../../../core/config/container-paths.ts';
import { withTemporaryFiles } from '../processes/start-problem.ts';

/** Where start commands written for a container read them. */
const CONTAINER_DIRECTORY = '/secrets';

/** A directory that only this user can read, with a file for each secret, while the process lives. */
export class SecretFiles {
  /** Absolute; empty where there are no secrets. */
  readonly directory: string;

  /** @throws {TrussError} `WORKER_START_FAILED` where there is no place for them */
  constructor(secrets: Readonly<Record<string, string>>) {
    this.directory = Object.keys(secrets).length === 0 ? '' : withTemporaryFiles(() => writeAll(secrets));
  }

  /** Where a command that reads `/secrets/NAME` has to read it here; nowhere without secrets. */
  get places(): readonly ContainerPlace[] {
    return this.directory === '' ? [] : [[CONTAINER_DIRECTORY, this.directory]];
  }

  /** Removes the files; may be called again. */
  remove(): void {
    if (this.directory !== '') rmSync(this.directory, { recursive: true, force: true });
  }
}

/** The directory of them; on a full disk nothing is left of it. */
function writeAll(secrets: Readonly<Record<string, string>>): string {
  // mkdtemp makes it with the mode 0700.
  const directory = mkdtempSync(path.join(tmpdir(), 'truss-secrets-'));
  try {
    // Their names were checked when the config was read: none of them leads out of the directory.
    for (const [name, value] of Object.entries(secrets)) {
      writeFileSync(path.join(directory, name), value, { mode: 0o400, flag: 'wx' });
    }
    return directory;
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}
