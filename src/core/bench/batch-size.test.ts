import { expect, it } from 'vitest';

import { meanBatch, readBatchCount } from './batch-size.ts';

const exposition = `# TYPE truss_batch_size histogram
truss_batch_size_bucket{model="iris",version="1",le="1"} 2
truss_batch_size_sum{model="iris",version="1"} 12
truss_batch_size_count{model="iris",version="1"} 4
truss_batch_size_sum{model="iris",version="2"} 1e1
truss_batch_size_count{model="iris",version="2"} 1
truss_batch_size_sum{model="other",version="1"} 100
truss_batch_size_count{model="other",version="1"} 100
`;

it('counts the batches of one model, of all its versions', () => {
  expect(readBatchCount(exposition, 'iris')).toEqual({ batches: 5, requests: 22 });
  expect(readBatchCount('', 'iris')).toEqual({ batches: 0, requests: 0 });
});

it.each([
  ['what came between', { batches: 5, requests: 22 }, { batches: 7, requests: 30 }, 4],
  ['nothing where no batch came', { batches: 5, requests: 22 }, { batches: 5, requests: 22 }, null],
  ['nothing where the server does not count', null, { batches: 5, requests: 22 }, null],
])('the mean is of %s', (_, before, after, mean) => {
  expect(meanBatch(before, after)).toBe(mean);
});
