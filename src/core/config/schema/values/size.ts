import { z } from 'zod';

/** Kubernetes' units: powers of 1000, and with an `i` of 1024. */
const BYTES: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};
const FORM = /^(\d+(?:\.\d+)?)(|[kMGT]|[KMGT]i)$/;
const EXPECTED = 'a size of at least 1 byte, such as 512Mi, 100M, or a number of bytes';

/** An amount of data, written `512Mi`, `100M` or as a number of bytes. It is read as bytes. */
export const size = z
  .union([z.string(), z.number()], { error: EXPECTED })
  .transform((written, context): number => {
    const bytes = typeof written === 'number' ? written : parseSize(written);
    if (Number.isSafeInteger(bytes) && bytes >= 1) {
      return bytes;
    }

    context.addIssue({ code: 'custom', message: EXPECTED });
    return z.NEVER;
  })
  .meta({ written: { pattern: FORM.source, minimum: 1 } });

/** The bytes of `512Mi`; NaN where the text is no size. */
function parseSize(text: string): number {
  const [, amount = '', unit = 'none'] = FORM.exec(text) ?? [];
  return Math.floor(Number(amount) * (BYTES[unit] ?? Number.NaN));
}
