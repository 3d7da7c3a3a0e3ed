// How many requests went to a model together, from the server's metrics.

/** What `truss_batch_size` has counted so far. */
export interface BatchCount {
  readonly batches: number;
  readonly requests: number;
}

/** The count of a model in an exposition of Prometheus; all its versions together. */
export function readBatchCount(exposition: string, model: string): BatchCount {
  const label = `model=${JSON.stringify(model)}`;
  const total = (name: string): number =>
    exposition
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) && line.includes(label))
      .reduce(
        (sum, line) =>
          sum +
          Number(
            line
              .slice(line.lastIndexOf('}') + 1)
              .trim()
              .split(' ')[0],
          ),
        0,
      );
  return { batches: total('truss_batch_size_count'), requests: total('truss_batch_size_sum') };
}

/** The mean size of the batches between two counts; null where there was none. */
export function meanBatch(before: BatchCount | null, after: BatchCount | null): number | null {
  if (before === null || after === null || after.batches <= before.batches) return null;
  return (after.requests - before.requests) / (after.batches - before.batches);
}
