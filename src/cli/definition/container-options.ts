import { flag, integer, repeatedText, text } from './define-options.ts';

const PORTS = { min: 0, max: 65_535, fallback: 8080 };

/** The options of commands that run a container, as users of `docker run` know them. */
export const containerOptions = {
  port: integer('-p, --port <number>', 'of this machine, on 127.0.0.1; 0 is any that is free', PORTS),
  name: text('--name <name>', 'the name of the container'),
  gpus: text('--gpus <which>', 'all, a number, device=0, or none (default: what resources of the config say)'),
  memory: text('-m, --memory <size>', 'what it may use at most, as 2g'),
  cpus: text('--cpus <number>', 'processors that it may use'),
  env: repeatedText('-e, --env <name=value>', 'a variable of the container (repeatable)'),
  readOnly: flag('--read-only', 'let it write nothing but /tmp'),
};
