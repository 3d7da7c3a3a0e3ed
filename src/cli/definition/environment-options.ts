// The options of every command that runs a model.
import { choice, flag } from './define-options.ts';

/** Which Python runs the model, and whether its lock may change. */
export const environmentOptions = {
  env: choice('--env <which>', "the truss's own environment, or the Python at hand: isolated or current", [
    'isolated',
    'current',
  ]),
  frozen: flag('--frozen', 'fail where requirements.lock does not fit the config, instead of making it anew'),
};
