import { TrussError } from '../../core/errors/truss-error.ts';

/** A place in a cluster, in words. */
interface Place {
  readonly context: string;
  readonly server: string;
  readonly namespace: string;
}

/** What kubectl says, and what is meant by it. */
interface Failure {
  readonly pattern: RegExp;
  /** `stderr`: all that it has said. */
  readonly explain: (match: RegExpExecArray, place: Place, stderr: string) => TrussError;
}

// In their order: a quota is told of as something forbidden, too.
const FAILURES: readonly Failure[] = [
  {
    pattern: /exceeded quota: ([^,\s]+), requested: (.+?), used: (.+?), limited: ([^\n]+)/,
    explain: ([, name, requested, used, limited], { namespace }) =>
      new TrussError('DEPLOY_QUOTA', {
        message: `The quota ${name} of namespace ${namespace} does not allow it: ${requested} is asked for, ${used} is used, of at most ${limited}.`,
        hint: `Ask for less (resources of the config, --replicas), or have the quota raised: kubectl describe quota ${name} --namespace ${namespace}`,
      }),
  },
  {
    pattern:
      /User "([^"]*)" cannot (\w+) resource "([^"]+)"(?: in API group "([^"]*)")?(?: in the namespace "([^"]+)")?/,
    explain: ([, user, verb, resource, group, namespace], { context }) => {
      const kind = group === undefined || group === '' ? resource : `${resource}.${group}`;
      const where = namespace === undefined ? 'cluster-wide' : `in namespace ${namespace}`;
      return new TrussError('DEPLOY_FORBIDDEN', {
        message: `${user} may not ${verb} ${kind} ${where} of ${context}.`,
        hint: `Somebody who may has to allow it (a Role and a RoleBinding); what you may do: kubectl --context ${context} auth can-i --list${namespace === undefined ? '' : ` --namespace ${namespace}`}`,
      });
    },
  },
  {
    pattern:
      /\(Unauthorized\)|must be logged in to the server|getting credentials: exec[^\n]*|executable \S+ not found|token (?:has|is) expired/i,
    explain: ([said], { context, server }) =>
      new TrussError('DEPLOY_LOGIN_REFUSED', {
        message: `The cluster of ${context} (${server}) does not know who you are: ${said.trim()}`,
        hint: 'Log in anew, as your provider says; `kubectl auth whoami` then tells as whom.',
      }),
  },
  {
    pattern:
      /(?:the connection to the server|unable to connect to the server|dial tcp|tls handshake timeout|context deadline exceeded|i\/o timeout|no such host|x509:|http: server gave http response)[^\n]*/i,
    explain: ([said], { context, server }) =>
      new TrussError('DEPLOY_CLUSTER_UNREACHABLE', {
        message: `The cluster of ${context} (${server}) does not answer: ${said.trim()}`,
        hint: 'Is it the right one (--context), does it run, is a VPN needed? `kubectl cluster-info` asks it once more.',
      }),
  },
  {
    pattern: /namespaces? "([^"]+)" not found/,
    explain: ([, namespace], { context }) =>
      new TrussError('DEPLOY_NAMESPACE_MISSING', {
        message: `${context} has no namespace ${namespace}.`,
        hint: `Make it: kubectl --context ${context} create namespace ${namespace}. Or take another one: --namespace`,
      }),
  },
  {
    pattern: /no matches for kind "([^"]+)" in version "([^"]+)"/,
    explain: ([, kind, version], { context }) =>
      new TrussError('DEPLOY_KIND_UNKNOWN', {
        message: `${context} does not know ${kind} (${version}).`,
        hint: `${ownerOf(version)} has to be installed there first, or left out.`,
      }),
  },
  {
    pattern: /Apply failed with \d+ conflicts?:([\s\S]*?)(?:\nPlease review|$)/,
    explain: ([, conflicts], { context }) =>
      new TrussError('DEPLOY_CONFLICT', {
        message: `Somebody else has set fields in ${context} that this deployment sets:\n${(conflicts ?? '').trim()}`,
        hint: 'Look at what would change (--diff), and take the fields over with --force, or leave them to whoever set them.',
      }),
  },
  {
    pattern:
      /(?:unknown field "[^"]+"|field not declared in schema|strict decoding error|is invalid: |failed to create typed patch|ValidationError|BadRequest)[^\n]*/,
    explain: (_, place, stderr) => refused(stderr, place),
  },
  {
    pattern: /(?:admission webhook "[^"]+" denied the request|violates PodSecurity|is forbidden: )[^\n]*/,
    explain: (_, place, stderr) => refused(stderr, place),
  },
  {
    pattern: /\(NotFound\): (\S+) "([^"]+)" not found/,
    explain: ([, kind, name], { context, namespace }) =>
      new TrussError('DEPLOY_NOT_FOUND', {
        message: `There is no ${kind} ${name} in namespace ${namespace} of ${context}.`,
        hint: 'See what is deployed: truss deploy list',
      }),
  },
];

/** What kubectl complained of, as an error of ours. `place`: which cluster was asked; null: none. */
export function explainClusterFailure(stderr: string, place: Place | null): TrussError {
  const at = place ?? { context: 'the kubeconfig', server: 'no server', namespace: 'none' };
  // The last line is for people; those before it are what a program has tried, over and over.
  for (const text of [linesOf(stderr).at(-1) ?? '', stderr]) {
    for (const { pattern, explain } of FAILURES) {
      const match = pattern.exec(text);
      if (match !== null) return explain(match, at, stderr);
    }
  }
  return new TrussError('DEPLOY_FAILED', {
    message: `kubectl failed at ${at.context}: ${linesOf(stderr).slice(-5).join('\n') || 'it has not said why'}`,
  });
}

function refused(stderr: string, { context, namespace }: Place): TrussError {
  return new TrussError('DEPLOY_MANIFEST_REFUSED', {
    message: [`${context} does not take what would be applied to namespace ${namespace}:`, ...linesOf(stderr)].join(
      '\n  ',
    ),
    hint: 'Nothing has changed there. See the manifests: truss deploy render. They follow from deploy and resources of the config.',
  });
}

function linesOf(stderr: string): readonly string[] {
  return stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('Warning:'));
}

/** Whose kinds these are. */
function ownerOf(version: string | undefined): string {
  const group = version?.split('/')[0] ?? '';
  const owners: Readonly<Record<string, string>> = {
    'serving.kserve.io': 'KServe',
    'keda.sh': 'KEDA',
    'monitoring.coreos.com': 'The Prometheus operator',
    'gateway.networking.k8s.io': 'The Gateway API',
  };
  return owners[group] ?? `What brings ${group}`;
}
