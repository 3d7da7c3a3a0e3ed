import { z } from 'zod';

/** The minor versions of Python 3 that a config may name. 3.7 and 3.8 come from old trusses; they run on 3.9. */
const OLDEST_MINOR = 7;
const NEWEST_MINOR = 14;

const MINORS = Array.from({ length: NEWEST_MINOR - OLDEST_MINOR + 1 }, (_, index) => OLDEST_MINOR + index);

/** Those that YAML reads as themselves without quotes. */
const NUMBERS = MINORS.filter((minor) => minor % 10 !== 0).map((minor) => Number(`3.${minor}`));

const FORM = /^(?:py3|3\.|py3\.)(\d{1,2})$/;
const EXPECTED = `one of py39 to py3${NEWEST_MINOR}, or "3.9" to "3.${NEWEST_MINOR}" in quotes`;

/** `py311`, `"3.11"` or 3.11; read as `py311`. Null: the one nearest to the newest that is at hand. */
export const pythonVersion = z
  .union([z.string(), z.number()], { error: EXPECTED })
  .transform((written, context): string => {
    const minor = Number(FORM.exec(String(written))?.[1] ?? Number.NaN);
    if (minor >= OLDEST_MINOR && minor <= NEWEST_MINOR) {
      return `py3${minor}`;
    }

    context.addIssue({ code: 'custom', message: EXPECTED + explainLostZero(written) });
    return z.NEVER;
  })
  .meta({
    written: {
      pattern: `^(?:py3|3\\.|py3\\.)(?:${MINORS.join('|')})$`,
      not: { type: 'number', not: { enum: NUMBERS } },
    },
  })
  .nullable();

/** 3.10 without quotes is the number 3.1, and no file tells the two apart afterwards. */
function explainLostZero(written: string | number): string {
  return written === 3.1 ? ' (without quotes, YAML reads 3.10 as the number 3.1)' : '';
}
