import { z } from 'zod';

import { SECRET_VARIABLE } from '../../system/secrets/find-secrets.ts';

/** A parameter of the methods that need secrets: the variables as they are with the caller, at this moment. */
export const secretVariables = z.record(z.string(), z.string()).optional();

/**
 * Brings this process's variables for secrets up to date with the caller's: a notebook sets them long after the engine has
 * started. Not given: everything stays as it is.
 */
export function adoptSecretVariables(variables: z.output<typeof secretVariables>): void {
  if (variables === undefined) return;
  for (const name of Object.keys(process.env)) {
    if (name.startsWith(SECRET_VARIABLE)) delete process.env[name];
  }
  for (const [name, value] of Object.entries(variables)) {
    if (name.startsWith(SECRET_VARIABLE)) process.env[name] = value;
  }
}
