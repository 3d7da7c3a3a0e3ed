// How far several files are on their way together.
import type { Progress } from '../../progress.ts';

/** Over how long the rate is taken: long enough to be calm, short enough to follow. */
const RATE_OVER_MS = 5000;

/** A terminal is drawn no more often. */
const TELL_EVERY_MS = 100;

/** Counts files and bytes, and tells of them. */
export class Transfer {
  readonly #progress: Progress;
  readonly #verb: string;
  #files = 0;
  #doneFiles = 0;
  #totalBytes = 0;
  #doneBytes = 0;
  #toldAt = 0;
  #marks: { readonly at: number; readonly bytes: number }[] = [];

  /** `verb`: what is done with them, as "Fetching". */
  constructor(progress: Progress, verb: string) {
    this.#progress = progress;
    this.#verb = verb;
  }

  /** Files that shall come; `bytes`: of those whose size is known. */
  expect(files: number, bytes: number): void {
    this.#files += files;
    this.#totalBytes += bytes;
  }

  /** Bytes have come, or where negative turned out to be of no use. */
  readonly onBytes = (count: number): void => {
    this.#doneBytes += count;
    this.#tell();
  };

  /** A file is there. */
  fileDone(): void {
    this.#doneFiles += 1;
    this.#tell();
  }

  /** `3.1 of 15 GB`; empty where nothing is on its way. */
  get share(): string {
    // Of what is longer than was said, more can come than was expected.
    return shareText(this.#doneBytes, Math.max(this.#doneBytes, this.#totalBytes));
  }

  #tell(): void {
    const now = performance.now();
    const isOver = this.#doneFiles === this.#files;
    if (!isOver && now - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = now;
    const files = `${this.#doneFiles} of ${this.#files} ${this.#files === 1 ? 'file' : 'files'}`;
    const parts = [files, this.share, ...this.#speed(now)].filter((part) => part !== '');
    // A log that is no terminal gets a line for each tenth.
    const tenth = this.#totalBytes === 0 ? 0 : Math.floor((10 * this.#doneBytes) / this.#totalBytes);
    this.#progress({ phase: `${this.#verb} ${tenth}`, message: `${this.#verb} weights: ${parts.join(', ')}` });
  }

  #speed(now: number): string[] {
    this.#marks.push({ at: now, bytes: this.#doneBytes });
    while (this.#marks.length > 2 && now - (this.#marks[0]?.at ?? now) > RATE_OVER_MS) this.#marks.shift();
    const [first] = this.#marks;
    if (first === undefined || now - first.at < TELL_EVERY_MS) return [];
    const rate = (1000 * (this.#doneBytes - first.bytes)) / (now - first.at);
    if (rate <= 0) return [];
    const left = (this.#totalBytes - this.#doneBytes) / rate;
    return [`${byteText(rate)}/s`, ...(left >= 1 ? [`${durationText(left)} left`] : [])];
  }
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

function stepOf(bytes: number): number {
  return Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
}

/** A part and the whole in the unit of the whole: `3.1 of 15 GB`; empty where the whole is nothing. */
function shareText(done: number, total: number): string {
  if (total === 0) return '';
  const step = stepOf(total);
  return `${inUnit(done, step)} of ${inUnit(total, step)} ${UNITS[step]}`;
}

function byteText(bytes: number): string {
  const step = stepOf(bytes);
  return `${inUnit(bytes, step)} ${UNITS[step]}`;
}

function inUnit(bytes: number, step: number): string {
  const value = bytes / 1000 ** step;
  return step > 0 && value < 10 ? value.toFixed(1) : String(Math.round(value));
}

function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
