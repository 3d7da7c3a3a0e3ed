import { z } from 'zod';

const SECONDS: Readonly<Record<string, number>> = { '': 1, ms: 0.001, s: 1, m: 60, h: 3600 };
const FORM = /^(\d+(?:\.\d+)?)(ms|s|m|h|)$/;
const EXPECTED = 'a duration above 0, such as 30s, 500ms, 2m, or a number of seconds';

/** A length of time, written `30s`, `500ms`, `2m`, `1h` or as a number of seconds. It is read as seconds. */
export const duration = z.union([z.string(), z.number()], { error: EXPECTED }).transform((written, context): number => {
  const seconds = typeof written === 'number' ? written : parseDuration(written);
  if (Number.isFinite(seconds) && seconds > 0) 
    {return seconds;}
  
  context.addIssue({ code: 'custom', message: EXPECTED });
  return z.NEVER;
}).meta({ written: { pattern: FORM.source, exclusiveMinimum: 0 } });

/** The seconds of `500ms`; NaN where the text is no duration. */
function parseDuration(text: string): number {
  const [, amount = '', unit = 'none'] = FORM.exec(text) ?? [];
  return Number(amount) * (SECONDS[unit] ?? Number.NaN);
}
