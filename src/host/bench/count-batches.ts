import type { BatchCount } from '../../core/bench/batch-size.ts';
import { readBatchCount } from '../../core/bench/batch-size.ts';
import type { BenchTarget } from './bench-target.ts';

/** What the server has counted of batches; null where it does not tell, as a proxy before it may want it. */
export async function countBatches({ modelUrl, caller }: BenchTarget, signal: AbortSignal): Promise<BatchCount | null> {
  const [, root = '', name = ''] = /^(.*)\/v1\/models\/([^/]*)$/.exec(modelUrl) ?? [];
  const { headers = {}, token } = caller;
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  try {
    const response = await fetch(`${root}/metrics`, { headers: { ...authorization, ...headers }, signal });
    return response.ok ? readBatchCount(await response.text(), decodeURIComponent(name)) : null;
  } catch (error) {
    // Nothing is lost but a column; that the server is gone is told by the load itself.
    if (signal.aborted) throw error;
    return null;
  }
}
