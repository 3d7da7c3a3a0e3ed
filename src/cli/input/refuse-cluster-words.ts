import { TrussError } from '../../core/errors/truss-error.ts';

/** What the options of `truss deploy` say that only a cluster can do. */
interface ClusterWords {
  readonly context: string | null;
  readonly namespace: string | null;
  readonly registry: string | null;
  readonly replicas: number | null;
  readonly canaryImage: string | null;
  readonly canary: boolean;
  readonly diff: boolean;
  readonly dryRun: 'none' | 'client' | 'server';
  readonly force: boolean;
  readonly localSecrets: boolean;
}

/**
 * Makes sure that nothing is asked of this machine that is for a cluster: it would be passed over without a word.
 *
 * @throws {TrussError} `USAGE`
 */
export function refuseClusterWords(words: ClusterWords): void {
  const asked = {
    '--context': words.context !== null,
    '--namespace': words.namespace !== null,
    '--registry': words.registry !== null,
    '--replicas': words.replicas !== null,
    '--canary': words.canary,
    '--canary-image': words.canaryImage !== null,
    '--diff': words.diff,
    '--dry-run': words.dryRun !== 'none',
    '--force': words.force,
    '--local-secrets': words.localSecrets,
  };
  const first = Object.entries(asked).find(([, isAsked]) => isAsked);
  if (first === undefined) return;
  throw new TrussError('USAGE', {
    message: `${first[0]} is for a cluster, and --target compose is this machine.`,
    hint: 'What would run is shown by: truss deploy render --target compose',
  });
}
