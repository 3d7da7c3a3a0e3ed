import type { ExactPin } from '../../../core/requirements/exact-pin.ts';
import { exactPin } from '../../../core/requirements/exact-pin.ts';
import { normaliseName } from '../../../core/requirements/requirement-name.ts';
import type { SourceLine } from '../sources/source-line.ts';
import { readIndexPage } from './index-page.ts';

/** Whoever pinned them had them installed after the last one had appeared, and what had appeared on that day. */
const DAY_MS = 24 * 3600 * 1000;

/** When minor versions of Python 3 came out. */
const RELEASED: Readonly<Record<number, string>> = {
  9: '2020-10-05',
  10: '2021-10-04',
  11: '2022-10-24',
  12: '2023-10-02',
  13: '2024-10-07',
};

/** After it nearly all packages had files for a new Python; what is older would have to be compiled. */
const YEAR_MS = 365 * DAY_MS;

/** More are a whole lock already, which leaves nothing to choose. */
const MOST_PINS = 60;

/**
 * The time that requirements are of, where all of them are pinned and the newest is over a year old: that of its files, by the index;
 * for a Python of this `minor` version no earlier than there were files for it. Null where that is not so, or the index does not tell.
 * `lines`: all that was written.
 */
export async function timeOfPins(
  lines: readonly SourceLine[],
  { index, minor }: { readonly index: string; readonly minor: number },
): Promise<Date | null> {
  const usual = Date.parse(RELEASED[minor] ?? '') + YEAR_MS;

  const pins = lines.filter(({ text }) => !text.startsWith('-')).map(({ text }) => exactPin(text));
  if (pins.length === 0 || pins.length > MOST_PINS || pins.includes(null)) return null;
  const times = await Promise.all(pins.map(async (pin) => (pin === null ? null : newestFile(pin, index))));
  if (times.includes(null)) return null;
  const newest = Math.max(usual, ...times.map(Number));
  // What is younger goes with what is new today, which has its fixes.
  return Number.isNaN(newest) || Date.now() - newest < YEAR_MS ? null : new Date(newest + DAY_MS);
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
