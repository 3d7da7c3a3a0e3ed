import { MANAGER } from '../../core/deploy/names.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { askCluster, placeOptions, tryCluster } from './ask-cluster.ts';
import type { Cluster } from './cluster.ts';
import { explainClusterFailure } from './explain-cluster-failure.ts';

/** What becomes of an object. */
export interface AppliedObject {
  readonly kind: string;
  readonly name: string;
  /** As kubectl says it: `created`, `serverside-applied`, … */
  readonly outcome: string;
}

/** How manifests are applied. */
export interface ApplyOptions {
  /** Whether fields are taken over that somebody else has set. */
  readonly force: boolean;
  /** `server`: the cluster checks everything, and changes nothing. */
  readonly dryRun: 'none' | 'server';
  /** Whether the number of pods is taken over from what has scaled them, because that goes. */
  readonly takesReplicas?: boolean;
  readonly signal: AbortSignal;
}

/** Who else of ours sets fields, for a while: the next deployment takes them over without a question. */
const OWN_MANAGERS = [MANAGER, `${MANAGER}-rollback`, `${MANAGER}-scale`] as const;

/**
 * Applies manifests (YAML) by server-side apply, all or none as far as the cluster can say beforehand: what it would refuse it refuses
 * in a dry run, before anything has changed.
 *
 * @throws {TrussError} `DEPLOY_MANIFEST_REFUSED`, `DEPLOY_CONFLICT`, `DEPLOY_FORBIDDEN`, `DEPLOY_QUOTA` and what else a cluster complains of
 */
export async function applyManifests(
  cluster: Cluster,
  yaml: string,
  { force, dryRun, takesReplicas = false, signal }: ApplyOptions,
): Promise<readonly AppliedObject[]> {
  const words = (isForced: boolean, isDry: boolean): readonly string[] => [
    'apply',
    '--server-side',
    '--field-manager',
    MANAGER,
    '--validate=strict',
    ...(isForced ? ['--force-conflicts'] : []),
    ...(isDry ? ['--dry-run=server'] : []),
    '--filename',
    '-',
  ];
  const tried = await tryCluster(cluster, words(force, true), { input: yaml, signal });
  const isOurs = tried.status !== 0 && mayTake(conflictsIn(tried.stderr), takesReplicas);
  if (tried.status !== 0 && !isOurs) throw explainClusterFailure(tried.stderr, cluster);
  if (dryRun === 'server' && tried.status === 0) return readNames(tried.stdout);
  const stdout = await askCluster(cluster, words(force || isOurs, dryRun === 'server'), { input: yaml, signal });
  return readNames(stdout);
}

/** A field, and who else has set it. */
interface Conflict {
  readonly manager: string;
  /** `.spec.replicas` */
  readonly field: string;
}

/** What a refusal says of fields: one behind the name of who has set it, or several in lines below. */
function conflictsIn(stderr: string): readonly Conflict[] {
  let manager = '';
  return stderr.split('\n').flatMap((line) => {
    const named = /conflicts? with "([^"]+)"[^:]*:(?: (\S+))?/.exec(line);
    manager = named?.[1] ?? manager;
    const field = named === null ? /^- (\S+)/.exec(line)?.[1] : named[2];
    return field === undefined ? [] : [{ manager, field }];
  });
}

/** Whether a refusal is about nothing but fields that other commands of ours have set, or what scales pods and goes. */
function mayTake(conflicts: readonly Conflict[], takesReplicas: boolean): boolean {
  const isOurs = ({ manager, field }: Conflict): boolean =>
    (OWN_MANAGERS as readonly string[]).includes(manager) || (takesReplicas && field === '.spec.replicas');
  return conflicts.length > 0 && conflicts.every(isOurs);
}

function readNames(stdout: string): readonly AppliedObject[] {
  return stdout
    .split('\n')
    .filter((line) => line.includes('/'))
    .map((line) => {
      const [word = '', ...outcome] = line.trim().split(' ');
      const [kind = '', name = ''] = word.split('/');
      return { kind: kind.split('.')[0] ?? kind, name, outcome: outcome.join(' ') };
    });
}

/**
 * What would change, as `diff -u` writes it; empty where nothing would.
 *
 * @throws {TrussError} as `applyManifests`
 */
export async function diffManifests(cluster: Cluster, yaml: string, signal: AbortSignal): Promise<string> {
  const words = ['diff', '--server-side', '--force-conflicts', '--field-manager', MANAGER, '--filename', '-'];
  const { status, stdout, stderr } = await cluster.kubectl.run([...placeOptions(cluster), ...words], {
    input: yaml,
    signal,
  });
  // 1: there are differences.
  if (status === 0 || (status === 1 && stdout !== '')) return withoutPlaces(stdout);
  throw explainClusterFailure(stderr, cluster);
}

/** kubectl compares files of a temporary directory, whose names say nothing. */
function withoutPlaces(diff: string): string {
  return diff
    .split('\n')
    .filter((line) => !line.startsWith('diff '))
    .map((line) => {
      const match = /^(---|\+\+\+) \S*\/(LIVE|MERGED)-\d+\/(\S+)/.exec(line);
      return match === null ? line : `${match[1]} ${match[2] === 'LIVE' ? 'now' : 'then'} ${match[3]}`;
    })
    .join('\n')
    .trimEnd();
}

/**
 * Makes sure that a namespace is there.
 *
 * @throws {TrussError} `DEPLOY_NAMESPACE_MISSING`, or what keeps the cluster from answering
 */
export async function requireNamespace(cluster: Cluster, signal: AbortSignal): Promise<void> {
  const { status, stderr } = await tryCluster(cluster, ['get', 'namespace', cluster.namespace, '--output', 'name'], {
    signal,
  });
  if (status === 0) return;
  const error = explainClusterFailure(stderr, cluster);
  // Whoever may use a namespace need not be allowed to look at it.
  if (error instanceof TrussError && error.code === 'DEPLOY_FORBIDDEN') return;
  throw error;
}
