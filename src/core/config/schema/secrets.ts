import { z } from 'zod';

const LONGEST_NAME = 253;
const NAME = /^[a-zA-Z0-9\-._]+$/;

/** Why a secret may not have this name (a noun phrase of what it must be), or null where it may. */
export function secretNameProblem(name: string): string | null {
  if (name.length > LONGEST_NAME) {
    return `a name of at most ${LONGEST_NAME} characters`;
  }
  // Each secret is a file in a mounted directory, so that what is no file name is no secret's name either.
  if (name === '.' || name === '..') {
    return 'a name other than . and ..';
  }
  return NAME.test(name) ? null : 'a name made of letters, digits, -, . and _';
}

const secretName = z.string().superRefine((name, context) => {
  const problem = secretNameProblem(name);
  if (problem !== null) {
    context.addIssue({ code: 'custom', message: problem });
  }
});

/** What the model needs that nobody else may see. */
export const secretFields = {
  secrets: z.record(secretName, z.string().nullable()).default({}).meta({
    description:
      'The secrets that the model may read: name and default value (null: none). Real values do not go here.',
    examples: [{ api_key: null }],
    since: '2022',
  }),
};
