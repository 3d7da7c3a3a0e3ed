// The options that say what load is put on a server, and what it has to bear.
import { duration, flag, integer, integers, keptUnless } from './define-options.ts';

const MAX_CONNECTIONS = 10_000;
const MAX_RATE = 1_000_000;

/** How much, for how long, and what is asked for. */
export const loadOptions = {
  connections: integers(
    '-c, --connections <list>',
    'how many connections ask at a time, each as soon as it is answered: a level for each number (default: 1,2,4,8,16,32,64; with --rate 64)',
    { min: 1, max: MAX_CONNECTIONS, fallback: null },
  ),
  rate: integers(
    '-r, --rate <list>',
    'how many requests are sent a second, however fast the answers come: a level for each number',
    { min: 1, max: MAX_RATE, fallback: null },
  ),
  duration: duration('--duration <time>', 'how long each level lasts', { minMs: 1, fallback: 5000, shown: '5s' }),
  warmup: duration('--warmup <time>', 'what comes before each level, and is not counted', {
    minMs: 0,
    fallback: 1000,
    shown: '1s',
  }),
  check: keptUnless(
    flag(
      '--no-check',
      'do not hold each answer against the first one to the same request, where a model answers as it likes',
    ),
  ),
  minRate: integer('--min-rate <number>', 'end with 1 where no level answers so many requests a second', {
    min: 1,
    max: MAX_RATE,
    fallback: null,
  }),
  maxP99: duration(
    '--max-p99 <time>',
    'end with 1 where more than one answer in a hundred takes longer: at every level, or with --min-rate at the one that reaches it',
    { minMs: 0, fallback: null, shown: null },
  ),
};
