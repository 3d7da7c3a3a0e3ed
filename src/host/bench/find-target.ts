import { TrussClient } from '../../client/truss-client.ts';
import type { ServerCaller } from '../ask/ask-server.ts';
import { tellOfToken } from '../ask/tell-of-token.ts';
import type { BenchTarget } from './bench-target.ts';

/**
 * The model at an address: the one that it names, else the only one of its server.
 *
 * @throws {TrussError} `INPUT_INVALID` where it is no address; what the server answers, or that it cannot be reached.
 */
export async function findTarget(url: string, caller: ServerCaller, signal: AbortSignal): Promise<BenchTarget> {
  const modelUrl = await new TrussClient(url, caller).modelUrl({ signal }).catch(tellOfToken);
  return { modelUrl, caller };
}
