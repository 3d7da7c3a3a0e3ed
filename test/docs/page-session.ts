// Somebody who tries a page of the docs: a terminal and a notebook, in a directory of their own.
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

import type { Block } from './read-page.ts';

type Interpreter = 'sh' | 'python';

const done = '-- that was the block --';
/** Where the pages serve. */
const portOfPages = /\b8080\b/g;

/** Where a page is tried. */
export interface PageSessionOptions {
  /** The working directory. */
  readonly directory: string;
  /** For what only the session needs. */
  readonly scratch: string;
  /** Where its `truss`, `python` and `node` are: what `PATH` is. */
  readonly path: readonly string[];
  /** What its processes get beside our own variables; undefined takes one away. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** A free port, in place of 8080. */
  readonly port: number;
}

/** A shell or a notebook that goes on from block to block. */
interface Running {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  readonly ended: Promise<number | null>;
}

/** Runs the blocks of a page one after another. Everything that it has started ends with `close`. */
export class PageSession {
  readonly #options: PageSessionOptions;
  readonly #interpreters = new Map<Interpreter, Running>();
  #count = 0;

  constructor(options: PageSessionOptions) {
    this.#options = options;
  }

  /** Writes the file that a block stands for, with the port that the servers of the page really have. */
  write(path: string, text: string): void {
    const absolute = join(this.#options.directory, path);
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, `${this.atOwnPort(text)}\n`);
  }

  /** Runs a block of shell or Python; gives what it printed. Rejects with that where the block fails. */
  run(interpreter: Interpreter, { code, line }: Block): Promise<string> {
    const { child, ended } = this.#interpreters.get(interpreter) ?? this.#start(interpreter);
    const file = join(this.#options.scratch, `block-${++this.#count}.${interpreter === 'sh' ? 'sh' : 'py'}`);
    writeFileSync(file, `${this.atOwnPort(code)}\n`);
    return new Promise((printed, fail) => {
      let output = '';
      child.stdout.removeAllListeners('data').on('data', (text: string) => {
        output += text;
        if (output.endsWith(`${done}\n`)) printed(output.slice(0, -done.length - 1));
      });
      void ended.then(() => fail(new Error(`the block at line ${line} failed:\n${code}\n${output}`)));
      child.stdin.write(`${file}\n`);
    });
  }

  /** A text of the page with the port that its servers really have. */
  atOwnPort(text: string): string {
    return text.replaceAll(portOfPages, String(this.#options.port));
  }

  /** Ends the notebook, and the shell, which ends its server; rejects where one of them ends badly. */
  async close(): Promise<void> {
    for (const { child } of this.#interpreters.values()) child.stdin.end();
    const codes = await Promise.all([...this.#interpreters.values()].map(({ ended }) => ended));
    if (codes.some((code) => code !== 0)) throw new Error(`the session ended with ${codes.join(', ')}`);
  }

  #start(interpreter: Interpreter): Running {
    const { directory, scratch, path, variables, port } = this.#options;
    const own = { PATH: path.join(':'), PORT: String(port), SESSION: scratch, DONE: done };
    const quiet = { NO_COLOR: '1', TRUSS_QUIET: '1' };
    const script = join(import.meta.dirname, interpreter === 'sh' ? 'session.sh' : 'session.py');
    // Through a shell that sends stderr where stdout goes: what a terminal shows, in its order.
    const child = spawn('/bin/sh', ['-c', 'exec "$0" "$1" 2>&1', interpreter === 'sh' ? 'bash' : 'python', script], {
      cwd: directory,
      env: { ...process.env, ...variables, ...own, ...quiet },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdout.setEncoding('utf8');
    child.stdin.on('error', () => undefined);
    const running = { child, ended: new Promise<number | null>((end) => void child.once('close', end)) };
    this.#interpreters.set(interpreter, running);
    return running;
  }
}
