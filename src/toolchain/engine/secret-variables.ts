import { z } from 'zod';

/** The environment variables that secrets are read from: this, and the name of the secret. */
const PREFIX = 'TRUSS_SECRET_';

/** A parameter of the methods that need secrets: the variables as they are with the caller, at this moment. */
export const secretVariables = z.record(z.string(), z.string()).optional();

/**
 * Brings this process's variables for secrets up to date with the caller's: a notebook sets them long after the engine has
 * started. Not given: everything stays as it is.
 */
export function adoptSecretVariables(variables: z.output<typeof secretVariables>): void {
  if (variables === undefined) return;
  for (const name of Object.keys(process.env)) {
    if (name.startsWith(PREFIX)) delete process.env[name];
  }
  for (const [name, value] of Object.entries(variables)) {
    if (name.startsWith(PREFIX)) process.env[name] = value;
  }
}
