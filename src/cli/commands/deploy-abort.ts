import { canaryCommand } from './canary-command.ts';

export const deployAbortCommand = canaryCommand({
  verb: 'abort',
  description:
    'Takes the version away that was tried with --canary: all of the load goes to the one before it, which has not changed.',
  what: (name) => `Taking the canary of ${name} away`,
  stays: 'stable',
});
