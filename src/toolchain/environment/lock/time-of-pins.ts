import type { ExactPin } from '../../../core/requirements/exact-pin.ts';
import { exactPin } from '../../../core/requirements/exact-pin.ts';
import { normaliseName } from '../../../core/requirements/requirement-name.ts';
import type { SourceLine } from '../sources/source-line.ts';
import { readIndexPage } from './index-page.ts';

/** Younger pins go with what is new today, and what is new has its fixes. */
const OLD_MS = 365 * 24 * 3600 * 1000;

/** Whoever pinned them had them installed after the last one had appeared, and what had appeared on that day. */
const DAY_MS = 24 * 3600 * 1000;

/** More are a whole lock already, which leaves nothing to choose. */
const MOST_PINS = 60;

/**
 * The time that requirements are of, where all of them are pinned and the newest is old: that of its files, by the index. Null where
 * that is not so, or the index does not tell. `lines`: all that was written.
 */
export async function timeOfPins(lines: readonly SourceLine[], index: string): Promise<Date | null> {
  const pins = lines.filter(({ text }) => !text.startsWith('-')).map(({ text }) => exactPin(text));
  if (pins.length === 0 || pins.length > MOST_PINS || pins.includes(null)) return null;
  const times = await Promise.all(pins.map(async (pin) => (pin === null ? null : newestFile(pin, index))));
  if (times.includes(null)) return null;
  const newest = Math.max(...times.map(Number));
  return Date.now() - newest < OLD_MS ? null : new Date(newest + DAY_MS);
}

async function newestFile({ name, version }: ExactPin, index: string): Promise<number | null> {
  const files = (await readIndexPage(name, index)) ?? [];
  const times = files
    .filter(({ filename }) => isOfVersion(filename, name, version.replace(/\+.*$/, '')))
    .map((file) => Date.parse(file['upload-time'] ?? ''));
  return times.length === 0 || times.some(Number.isNaN) ? null : Math.max(...times);
}

/** `pandas-1.5.3-cp311-….whl`, `pandas-1.5.3.tar.gz`. */
function isOfVersion(filename: string, name: string, version: string): boolean {
  const [, distribution = '', itsVersion = ''] =
    /^(.+?)-(\d[^-]*?)(?:-.*\.whl|\.tar\.gz|\.zip|\.tar\.bz2)$/.exec(filename) ?? [];
  return normaliseName(distribution) === name && itsVersion === version;
}
