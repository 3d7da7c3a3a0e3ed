import type { Tally } from '../../service/entry-statistics.ts';
import type { Entry } from '../../service/entry.ts';
import { executionCount } from '../../service/execution-count.ts';

/** A member of Triton's `inference_stats`: how many requests, and how many nanoseconds they took together. */
interface Statistic {
  readonly count: number;
  readonly ns: number;
}

/** What Triton's `extension_statistics.md` tells of a model. */
export function describeStatistics({ name, version, statistics, batches }: Entry): object {
  const { succeeded, refused, failed, queued, computed, lastAt } = statistics;
  const answers = succeeded.count;
  return {
    name,
    version,
    last_inference: lastAt,
    inference_count: answers,
    execution_count: executionCount({ statistics, batches }),
    inference_stats: {
      success: toStatistic(succeeded),
      fail: toStatistic({ count: refused.count + failed.count, ms: refused.ms + failed.ms }),
      queue: toStatistic(queued),
      // The worker measures decoding, the model and encoding as one.
      compute_input: { count: answers, ns: 0 },
      compute_infer: toStatistic(computed),
      compute_output: { count: answers, ns: 0 },
      cache_hit: { count: 0, ns: 0 },
      cache_miss: { count: 0, ns: 0 },
    },
    batch_stats: [...batches.sizes].map(([size, { count, computeMs }]) => ({
      batch_size: size,
      compute_input: { count, ns: 0 },
      compute_infer: toStatistic({ count, ms: computeMs }),
      compute_output: { count, ns: 0 },
    })),
  };
}

function toStatistic({ count, ms }: Tally): Statistic {
  return { count, ns: Math.round(ms * 1e6) };
}
