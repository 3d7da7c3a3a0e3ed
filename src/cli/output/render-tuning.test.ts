import { PassThrough } from 'node:stream';

import { expect, it } from 'vitest';

import { renderTuning } from './render-tuning.ts';
import { createStyles } from './styles.ts';

const styles = createStyles(new PassThrough());
const best = { workers: 2, predictConcurrency: 16, maxBatchSize: 32 };

it('says what to write, and why', () => {
  const gains = [
    { field: 'maxBatchSize', value: 32, factor: 2.04, meanBatch: 12.34 },
    { field: 'predictConcurrency', value: 16, factor: 8, meanBatch: null },
    { field: 'workers', value: 2, factor: 1.5, meanBatch: 3 },
  ] as const;
  expect(renderTuning({ best, gains, trials: [], result: null }, styles)).toMatchInlineSnapshot(`
    "
    Write into config.yaml:

    runtime:
      num_workers: 2
      predict_concurrency: 16
      batching:
        max_batch_size: 32

      max_batch_size: 2.0 times the answers; the model got 12.3 requests together
      predict_concurrency: 8.0 times the answers; the model waits while it answers. Methods that are not async are called in several threads then: do they bear that?
      num_workers: 1.5 times the answers; each process takes memory for a model of its own"
  `);
});

it('says that nothing is to be written', () => {
  expect(renderTuning({ best, gains: [], trials: [], result: null }, styles)).toMatchInlineSnapshot(`
    "
    Nothing that was tried answers a tenth more: the config may stay as it is."
  `);
});
