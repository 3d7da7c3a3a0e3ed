import { trussDirectory } from './define-options.ts';

/** Which deployment is meant. */
export const deployedArgument = {
  ...trussDirectory,
  description: 'the name of a deployment, or the directory of its truss (default: this one)',
};
