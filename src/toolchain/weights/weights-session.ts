// What the weights of one truss are fetched with: connections, and the secrets that its config names.
import { TrussError } from '../../core/errors/truss-error.ts';
import { parseAddress, publicAddress } from '../../core/weights/address.ts';
import type { PlannedWeights } from '../../core/weights/planned-weights.ts';
import { plannedWeights } from '../../core/weights/planned-weights.ts';
import type { Progress } from '../progress.ts';
import type { TrussPlace } from '../project/files/truss-files.ts';
import { resolveSecrets } from '../secrets/resolve-secrets.ts';
import { isHubOffline } from './sources/hub-settings.ts';
import { openSource } from './sources/open-source.ts';
import type { WeightSource } from './sources/weight-source.ts';
import type { Network } from './transfer/network.ts';
import { openNetwork } from './transfer/network.ts';

/** How weights are fetched. */
export interface FetchingOptions {
  /** Nothing is asked over the network: what is not there is an error. */
  readonly offline: boolean;
  /** Variables with secrets, endpoints and proxies. Default: those of this process. */
  readonly variables?: NodeJS.ProcessEnv | undefined;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** What fetches the weights of a truss, for as long as a command does. */
export class WeightsSession {
  readonly planned: readonly PlannedWeights[];
  readonly options: FetchingOptions;
  readonly #secrets: Readonly<Record<string, string>>;
  #network: Promise<Network> | null = null;

  private constructor(
    planned: readonly PlannedWeights[],
    secrets: Readonly<Record<string, string>>,
    options: FetchingOptions,
  ) {
    this.planned = planned;
    this.options = options;
    this.#secrets = secrets;
  }

  /**
   * Opens one, lets `use` fetch, and closes its connections.
   *
   * @throws {TrussError} `SECRET_*`; what `use` throws
   */
  static async with<T>(
    { config }: TrussPlace,
    options: FetchingOptions,
    use: (session: WeightsSession) => Promise<T>,
  ): Promise<T> {
    const planned = plannedWeights(config);
    const names = planned.flatMap(({ secret }) =>
      secret === null ? [] : [[secret, config.secrets[secret] ?? null] as const],
    );
    const secrets = await resolveSecrets({ secrets: Object.fromEntries(names) }, { variables: variablesOf(options) });
    const session = new WeightsSession(planned, secrets, options);
    try {
      return await use(session);
    } finally {
      const network = await session.#network?.catch(() => null);
      network?.close();
    }
  }

  /**
   * The source of some weights, to be asked. `missing`: which files are asked for, told where none may be.
   *
   * @throws {TrussError} `WEIGHTS_MISSING` where nothing may be asked, `FILE_UNREADABLE` for a bundle of certificates
   */
  async open({ source, secret }: PlannedWeights, missing: readonly string[]): Promise<WeightSource> {
    const variables = variablesOf(this.options);
    this.#requireOnline(source, missing, variables);
    this.#network ??= openNetwork(variables);
    const value = secret === null ? null : (this.#secrets[secret] ?? null);
    return openSource(source, { network: await this.#network, secret: value, secretName: secret, variables });
  }

  #requireOnline(source: string, missing: readonly string[], variables: NodeJS.ProcessEnv): void {
    const kind = parseAddress(source)?.kind;
    if (kind === 'file') return;
    const why = this.options.offline
      ? '--offline was given'
      : kind === 'hf' && isHubOffline(variables)
        ? 'HF_HUB_OFFLINE is set'
        : null;
    if (why === null) return;
    const files = missing.length === 0 ? 'its list of files' : missing.slice(0, 5).join(', ');
    const more = missing.length > 5 ? ` and ${missing.length - 5} more` : '';
    throw new TrussError('WEIGHTS_MISSING', {
      message: `${publicAddress(source)}: ${files}${more} ${missing.length > 1 ? 'are' : 'is'} not on this machine, and ${why}.`,
      hint: 'Fetch them once where there is a network: truss weights pull',
    });
  }
}

function variablesOf({ variables }: FetchingOptions): NodeJS.ProcessEnv {
  return variables ?? process.env;
}
