// The options of every command that runs a model.
import { choice, flag } from './define-options.ts';

/** Which Python runs the model, and what may change, and what may be fetched. */
export const environmentOptions = {
  env: choice('--env <which>', "the truss's own environment, or the Python at hand: isolated or current", [
    'isolated',
    'current',
  ]),
  frozen: flag('--frozen', 'fail where a lock does not fit the config, instead of making it anew'),
  offline: flag('--offline', 'fetch nothing over the network: say what is missing'),
};
