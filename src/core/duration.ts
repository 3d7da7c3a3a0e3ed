const SECONDS: Readonly<Record<string, number>> = { '': 1, ms: 0.001, s: 1, m: 60, h: 3600 };

/** How a duration is written: `30s`, `500ms`, `2m`, `1h`, or a number of seconds. */
export const DURATION_FORM = /^(\d+(?:\.\d+)?)(ms|s|m|h|)$/;

/** The seconds of `500ms`; NaN where the text is no duration. */
export function parseDuration(text: string): number {
  const [, amount = '', unit = 'none'] = DURATION_FORM.exec(text) ?? [];
  return Number(amount) * (SECONDS[unit] ?? Number.NaN);
}
