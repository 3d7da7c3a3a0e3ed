import { z } from 'zod';

import { DURATION_FORM, parseDuration } from '../../../duration.ts';

const EXPECTED = 'a duration above 0, such as 30s, 500ms, 2m, or a number of seconds';

/** A length of time, written `30s`, `500ms`, `2m`, `1h` or as a number of seconds. It is read as seconds. */
export const duration = z
  .union([z.string(), z.number()], { error: EXPECTED })
  .transform((written, context): number => {
    const seconds = typeof written === 'number' ? written : parseDuration(written);
    if (Number.isFinite(seconds) && seconds > 0) return seconds;
    context.addIssue({ code: 'custom', message: EXPECTED });
    return z.NEVER;
  })
  .meta({ written: { pattern: DURATION_FORM.source, exclusiveMinimum: 0 } });
