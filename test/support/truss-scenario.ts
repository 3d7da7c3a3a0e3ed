// Runs the command line as a user does: a process of its own, in a directory of its own, with a TRUSS_HOME of its own.
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const root = resolve(import.meta.dirname, '../..');
const node = join(root, 'node_modules/.bin/node');
const cli = join(root, 'src/cli/main.ts');

/** What a finished run of `truss` left. */
export interface TrussResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run of `truss` that goes on. */
export interface RunningTruss {
  readonly pid: number;
  readonly stdin: Writable;
  /**
   * Resolves with the match as soon as stdout or stderr has it, where it shall begin at that character or later; rejects
   * when the process ends before.
   */
  untilPrinted(pattern: RegExp, from?: number): Promise<RegExpExecArray>;
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<TrussResult>;
}

/** What one run gets beside its words. */
export interface RunOptions {
  /** What stdin has; null leaves it open. Default: nothing. */
  readonly input?: string | null;
  /** Relative to the scenario's directory. */
  readonly cwd?: string;
  /** The script that is the command line; default: its source. */
  readonly cli?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A program and its first arguments, which gets the whole command line as the rest of them and runs it. */
  readonly through?: readonly string[];
}

/** A directory to try commands in; `close` removes it, and ends what still runs. */
export class TrussScenario {
  readonly directory: string;
  readonly #home: string;
  readonly #running = new Set<RunningTruss>();

  constructor() {
    const base = realpathSync(mkdtempSync(join(tmpdir(), 'truss-e2e-')));
    this.directory = join(base, 'work');
    this.#home = join(base, 'home');
    mkdirSync(this.directory);
  }

  /** Writes files below the scenario's directory: path → text. */
  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      const absolute = join(this.directory, path);
      mkdirSync(dirname(absolute), { recursive: true });
      writeFileSync(absolute, text);
    }
  }

  /** Runs `truss` to its end. */
  run(words: readonly string[], options: RunOptions = {}): Promise<TrussResult> {
    return this.start(words, options).ended;
  }

  /** Starts `truss`. */
  start(words: readonly string[], options: RunOptions = {}): RunningTruss {
    const [program = node, ...rest] = [...(options.through ?? []), node, options.cli ?? cli, ...words];
    const child = spawn(program, rest, {
      cwd: join(this.directory, options.cwd ?? '.'),
      env: { ...process.env, ...this.#environment(), ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // A command that does not read its input may be gone before it is written.
    child.stdin.on('error', () => undefined);
    if (options.input !== null) child.stdin.end(options.input ?? '');
    const running = follow(child);
    this.#running.add(running);
    void running.ended.then(() => this.#running.delete(running));
    return running;
  }

  /** A text of ours as it is on every machine and in every run. */
  normalise(text: string): string {
    return (
      text
        .replaceAll(this.directory, 'DIR')
        .replaceAll(this.#home, 'HOME')
        .replaceAll(root, 'ROOT')
        .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
        .replaceAll(/Python 3\.\d+(?:\.\d+)?/g, 'Python 3.X')
        // The marks under a line of a traceback differ from Python to Python.
        .replaceAll(/^ *[~^]+\n/gm, '')
    );
  }

  async close(): Promise<void> {
    for (const running of this.#running) running.signal('SIGKILL');
    await Promise.all([...this.#running].map((running) => running.ended));
    rmSync(dirname(this.directory), { recursive: true, force: true });
  }

  #environment(): Record<string, string> {
    return {
      TRUSS_HOME: this.#home,
      TRUSS_UV: process.env['TRUSS_UV'] ?? join(root, '.venv-dev/bin/uv'),
      TRUSS_PYTHON: process.env['TRUSS_TEST_PYTHON'] ?? join(root, '.venv-dev/bin/python'),
      NO_COLOR: '1',
      NODE_DISABLE_COMPILE_CACHE: '1',
    };
  }
}

function follow(child: ChildProcessByStdio<Writable, Readable, Readable>): RunningTruss {
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  const notify = (): void => {
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    notify();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    notify();
  });
  const ended = new Promise<TrussResult>((done) => {
    child.once('close', (code) => done({ code, stdout, stderr }));
  });
  return {
    pid: child.pid ?? 0,
    stdin: child.stdin,
    untilPrinted: (pattern, from = 0) =>
      new Promise((done, fail) => {
        const look = (): void => {
          const match = pattern.exec(stdout.slice(from)) ?? pattern.exec(stderr.slice(from));
          if (match !== null) {
            listeners.delete(look);
            done(match);
          }
        };
        listeners.add(look);
        void ended.then(() => fail(new Error(`truss ended without ${String(pattern)}:\n${stdout}\n${stderr}`)));
        look();
      }),
    signal: (name) => void child.kill(name),
    ended,
  };
}
