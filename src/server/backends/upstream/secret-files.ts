// The secrets of an upstream process: it does not speak our protocol, so it gets them as today's Truss gives them, one file each.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Where start commands written for a container read them. */
const CONTAINER_DIRECTORY = '/secrets/';

/** A directory that only this user can read, with a file for each secret, while the process lives. */
export class SecretFiles {
  /** Absolute; empty where there are no secrets. */
  readonly directory: string;

  constructor(secrets: Readonly<Record<string, string>>) {
    const names = Object.keys(secrets);
    // mkdtemp makes it with the mode 0700.
    this.directory = names.length === 0 ? '' : mkdtempSync(path.join(tmpdir(), 'truss-secrets-'));
    // Their names were checked when the config was read: none of them leads out of the directory.
    for (const name of names) {
      writeFileSync(path.join(this.directory, name), secrets[name] ?? '', { mode: 0o400, flag: 'wx' });
    }
  }

  /** A command that reads `/secrets/NAME`, as it has to read it here. */
  localise(command: string): string {
    return this.directory === '' ? command : command.replaceAll(CONTAINER_DIRECTORY, `${this.directory}/`);
  }

  /** Removes the files; may be called again. */
  remove(): void {
    if (this.directory !== '') rmSync(this.directory, { recursive: true, force: true });
  }
}
