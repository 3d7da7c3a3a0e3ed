import { z } from 'zod';

const LONGEST_NAME = 253;
const NAME = /^[a-zA-Z0-9\-._]+$/;

/** Why a secret may not have this name (a noun phrase of what it must be), or null where it may. */
export function secretNameProblem(name: string): string | null {
  // Each secret is a file in a mounted directory, so that what is no file name is no secret's name either.
  if (name === '.' || name === '..') {
    return 'a name other than . and ..';
  }

  return tooLong(name) ?? (NAME.test(name) ? null : 'a name made of letters, digits, -, . and _');
}

function tooLong(name: string): string | null {
  return name.length > LONGEST_NAME ? `a name of at most ${LONGEST_NAME} characters` : null;
}

/** Secrets of today's builds that log in to a registry carry its address in their name. */
const REGISTRY_PREFIX = 'DOCKER_REGISTRY_';

const secretName = z.string().superRefine((name, context) => {
  const problem = secretNameProblem(name);
  if (problem !== null) {
    context.addIssue({ code: 'custom', message: problem });
  }
});

/** The name of a secret that a build reads. */
export const buildSecretName = z.string().superRefine((name, context) => {
  const problem = name.startsWith(REGISTRY_PREFIX) ? tooLong(name) : secretNameProblem(name);
  if (problem !== null) {
    context.addIssue({ code: 'custom', message: problem });
  }
});

/** What the model needs that nobody else may see. */
export const secretFields = {
  secrets: z
    .record(secretName, z.string().nullable())
    .default({})
    .meta({
      description:
        'The secrets that the model may read: name and default value (null: none). Real values do not go here.',
      examples: [{ api_key: null }],
      since: '2022',
    }),
};
