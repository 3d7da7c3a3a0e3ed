import { z } from 'zod';

import { hostedRuntimeFields } from './hosted-runtime.ts';
import { section } from './section.ts';
import { duration } from './values/duration.ts';
import { origin } from './values/network-names.ts';
import { size } from './values/size.ts';

/** A request may be this large before it is refused unread: what both eras of the server allowed. */
const DEFAULT_MAX_BODY = 100 * 2 ** 20;

/** What a server holds of all bodies together: there could never be room for a longer one. */
export const MOST_BODY = 2 ** 30;

const batching = section({
  max_batch_size: z.int().min(1).default(32).meta({ description: 'The most rows that one call of the model gets.' }),
  max_wait_ms: z.number().min(0).nullable().default(null).meta({
    description: 'How long a request may wait for others. Not given: the server decides from what it measures.',
  }),
});

const cors = section({
  allow_origins: z.array(origin).meta({ description: 'The pages: `https://example.com`, or `"*"` for all.' }),
});

const count = z.int().min(1);

/** How the model is served. */
export const runtime = section({
  num_workers: count.optional().meta({
    description: 'Processes that run the model side by side. Default: 1.',
    note: 'Only 1 was allowed before.',
  }),
  workers: count.optional().meta({ description: 'Another name for `num_workers`.', since: 'new' }),
  predict_concurrency: count.default(1).meta({ description: 'Requests that one process works on at the same time.' }),
  request_timeout: duration.default(3600).meta({
    description: 'How long a request may take until its answer, or the first item of a stream. Default: 1h.',
    since: 'new',
  }),
  queue_timeout: duration
    .default(60)
    .meta({ description: 'How long a request may wait for a worker; then 503. Default: 60s.', since: 'new' }),
  total_timeout: duration.nullable().default(null).meta({
    description:
      'How long a request may take with all items of a stream. Not given: as long as the stream does not pause.',
    since: 'new',
  }),
  streaming_read_timeout: duration
    .default(60)
    .meta({ description: 'How long a stream may pause between two items. Default: 60s.' }),
  cancellation_grace: duration.nullable().default(null).meta({
    description:
      'How long a call of the model may go on whose client has left or whose time is over, while others wait for its place; then its worker is replaced. Not given: as long as a worker takes to start, at least 30s.',
    since: 'new',
  }),
  max_queue: z
    .int()
    .min(0)
    .default(1000)
    .meta({ description: 'Requests that may wait; the next one is refused (429).', since: 'new' }),
  max_body: size
    .refine((bytes) => bytes <= MOST_BODY, 'at most 1Gi, which is what a server holds of all bodies together')
    .default(DEFAULT_MAX_BODY)
    .meta({ description: 'The largest body of a request, at most 1Gi. Default: 100Mi.', since: 'new' }),
  warmup: z.enum(['first', 'all', 'none']).default('first').meta({
    description:
      'Which examples of a prediction run before the model is ready. One that fails keeps it from that where this is written, else it is only said.',
    since: 'new',
  }),
  batching: batching.nullable().default(null).meta({
    description: 'Merge the rows of requests that wait into one call. Not given: no merging.',
    since: 'new',
  }),
  cors: cors
    .nullable()
    .default(null)
    .meta({
      description: 'Which pages may ask the model from a browser. Not given: none but its own.',
      examples: [{ allow_origins: ['https://example.com'] }],
      since: 'new',
    }),
  mcp: z.boolean().default(false).meta({
    description:
      'Whether agents may call the model as a tool, by the Model Context Protocol at `/mcp`. Every method with a docstring is one.',
    since: 'new',
  }),
  ...hostedRuntimeFields,
}).transform(joinWorkers);

/** Gives both names of the number of workers the same value. ../rules.ts refuses two that differ. */
function joinWorkers<Read extends { num_workers?: number | undefined; workers?: number | undefined }>(
  read: Read,
): Omit<Read, 'num_workers' | 'workers'> & { num_workers: number; workers: number } {
  const workers = read.num_workers ?? read.workers ?? 1;
  return { ...read, num_workers: workers, workers };
}
