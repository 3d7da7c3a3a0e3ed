const STEP = 1024;

/** A number of bytes for people. */
export function sizeText(bytes: number): string {
  if (bytes < STEP) return `${bytes} B`;
  const units = ['KB', 'MB', 'GB'];
  let value = bytes;
  let unit = 'B';
  for (const each of units) {
    if (value < STEP) break;
    value /= STEP;
    unit = each;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** A time for people; dashes where it is not known. */
export function timeText(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
