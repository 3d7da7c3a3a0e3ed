// The Secret with the values that a config declares: looked at, or made of this machine's store. No value stands in an argument.
import { DEPLOY_LABEL, MANAGER, planLabels } from '../../core/deploy/names.ts';
import type { DeployPlan } from '../../core/deploy/plan.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { applyManifests } from '../../toolchain/kubernetes/apply-manifests.ts';
import { tryCluster } from '../../toolchain/kubernetes/ask-cluster.ts';
import type { Cluster } from '../../toolchain/kubernetes/cluster.ts';
import { describeCluster } from '../../toolchain/kubernetes/cluster.ts';
import { resolveSecrets } from '../../toolchain/secrets/resolve-secrets.ts';

/** How the Secret comes to be. */
export interface SecretOptions {
  /** Whether it is made of the values of this machine. */
  readonly fromLocal: boolean;
  /** Whether one that somebody else has made is taken over. */
  readonly force: boolean;
  readonly dryRun: 'none' | 'server';
  readonly signal: AbortSignal;
}

/**
 * Makes sure of the Secret of a plan, and gives what changes with its values (never anything that is made of them); null where nobody
 * may look.
 *
 * @throws {TrussError} `DEPLOY_SECRET_MISSING`, `SECRET_*`, and what a cluster complains of
 */
export async function requireSecret(
  cluster: Cluster,
  plan: DeployPlan,
  options: SecretOptions,
): Promise<string | null> {
  if (plan.secret === null) return null;
  if (options.fromLocal) await applyLocal(cluster, plan, plan.secret.name, options);
  return lookAt(cluster, plan, plan.secret.name, options);
}

async function applyLocal(cluster: Cluster, plan: DeployPlan, name: string, options: SecretOptions): Promise<void> {
  if (!options.force) await requireOwn(cluster, plan, name, options.signal);
  const values = await resolveSecrets(plan.config);
  const data = Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  const manifest = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, labels: planLabels(plan) },
    type: 'Opaque',
    data: Object.fromEntries(data),
  };
  const { dryRun, signal } = options;
  await applyManifests(cluster, JSON.stringify(manifest), { force: true, dryRun, signal });
}

/** Whose it is: who has made it, and for what. */
const OWNER = `go-template={{index .metadata.labels "${DEPLOY_LABEL.managedBy}"}} {{index .metadata.labels "${DEPLOY_LABEL.instance}"}}`;

/** What is made here belongs to the deployment, and goes with it: a Secret that others use must not become one of these. */
async function requireOwn(cluster: Cluster, plan: DeployPlan, name: string, signal: AbortSignal): Promise<void> {
  const { status, stdout } = await tryCluster(cluster, ['get', 'secret', name, '--output', OWNER], { signal });
  if (status !== 0 || stdout.trim() === `${MANAGER} ${plan.name}`) return;
  throw new TrussError('DEPLOY_CONFLICT', {
    message: `Somebody else has made the Secret ${name} in ${describeCluster(cluster)}: its values would be replaced, and it would be deleted with ${plan.name}.`,
    hint: `Leave --local-secrets out, and it is used as it is. Or let one be made for this deployment alone: without \`secret\` below \`deploy\`. To take it over all the same: --force.`,
  });
}

/** The names of the keys alone: kubectl prints nothing else. */
const KEYS = String.raw`go-template={{.metadata.resourceVersion}}{{range $key, $value := .data}}{{"\n"}}{{$key}}{{end}}`;

async function lookAt(
  cluster: Cluster,
  { config }: DeployPlan,
  name: string,
  { fromLocal, dryRun, signal }: SecretOptions,
): Promise<string | null> {
  const { status, stdout, stderr } = await tryCluster(cluster, ['get', 'secret', name, '--output', KEYS], { signal });
  // Whoever deploys need not be allowed to look at secrets; the pods then say what is missing.
  if (status !== 0 && !stderr.includes('NotFound')) return null;
  if (fromLocal && dryRun === 'server') return null;
  const [revision = '', ...keys] = status === 0 ? stdout.split('\n') : [];
  const needed = Object.entries(config.secrets).filter(([, byDefault]) => byDefault === null);
  const missing = needed.map(([key]) => key).filter((key) => !keys.includes(key));
  if (missing.length === 0) return revision === '' ? null : revision;
  const what = status === 0 ? `The Secret ${name} has no ${missing.join(', ')}` : `There is no Secret ${name}`;
  const options = missing.map((key) => `--from-file ${key}=PATH`).join(' ');
  throw new TrussError('DEPLOY_SECRET_MISSING', {
    message: `${what} in ${describeCluster(cluster)}, which the config of the truss declares.`,
    hint: `Let it be made of the values on this machine: --local-secrets. Or make it: kubectl --context ${cluster.context} --namespace ${cluster.namespace} create secret generic ${name} ${options}`,
  });
}
