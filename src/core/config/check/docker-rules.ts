// What the fields about images have to agree on.
import type { ConfigProblem } from '../problem.ts';
import { pathText, valueAt } from '../problem.ts';
import { clash } from './clash.ts';

/** A server needs a command, and a shell in its container its own user; a login has the fields of its method. */
export function checkDockerRules(given: unknown): ConfigProblem[] {
  return [...commandOfServer(given), ...userOfServer(given), ...protocolOfServer(given), ...fieldsOfLogin(given)];
}

function commandOfServer(given: unknown): ConfigProblem[] {
  const server = valueAt(given, ['docker_server']) ?? null;
  const isComplete =
    server === null || typeof server !== 'object' || isGiven(server, 'start_command') || valueAt(server, ['no_build']);
  return isComplete === true
    ? []
    : [
        clash(['docker_server'], {
          message: 'docker_server.start_command is missing: the server cannot be started',
          hint: 'Write the command, or `no_build: true` where the image starts the server by itself.',
        }),
      ];
}

function userOfServer(given: unknown): ConfigProblem[] {
  const hasShell = valueAt(given, ['runtime', 'remote_ssh', 'enabled']) === true;
  return hasShell && isGiven(valueAt(given, ['docker_server']), 'run_as_user_id')
    ? [
        clash(['docker_server', 'run_as_user_id'], {
          message: 'docker_server.run_as_user_id and runtime.remote_ssh are both given',
          hint: 'Remove one of them.',
        }),
      ]
    : [];
}

/** A model class is asked over gRPC like over anything else; what others wrote is asked over HTTP/1.1 alone. */
function protocolOfServer(given: unknown): ConfigProblem[] {
  const path = ['runtime', 'transport', 'kind'];
  const isGrpc = valueAt(given, path) === 'grpc' && (valueAt(given, ['docker_server']) ?? null) !== null;
  const message = 'gRPC is not passed on to docker_server: it is asked over HTTP/1.1';
  return isGrpc ? [{ code: 'CONFIG_UNSUPPORTED', severity: 'warning', path, about: 'value', message }] : [];
}

/** The fields that tell one method from another. */
const FIELDS = [
  'secret_name',
  'aws_oidc_role_arn',
  'aws_oidc_region',
  'gcp_oidc_service_account',
  'gcp_oidc_workload_id_provider',
  'aws_assume_role_arn',
  'aws_assume_role_region',
];

/** Which of them a method needs; it takes none of the others. Methods that are not here take any. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  GCP_SERVICE_ACCOUNT_JSON: ['secret_name'],
  AWS_OIDC: ['aws_oidc_role_arn', 'aws_oidc_region'],
  GCP_OIDC: ['gcp_oidc_service_account', 'gcp_oidc_workload_id_provider'],
  AWS_ASSUME_ROLE: ['aws_assume_role_arn', 'aws_assume_role_region'],
};

function fieldsOfLogin(given: unknown): ConfigProblem[] {
  const path = ['base_image', 'docker_auth'];
  const login = valueAt(given, path);
  const method = String(valueAt(login, ['auth_method'])).toUpperCase();
  const needed = Object.hasOwn(NEEDED, method) ? NEEDED[method] : undefined;
  if (needed === undefined) return [];
  const missing = needed.filter((field) => !isGiven(login, field));
  const forbidden = FIELDS.filter((field) => !needed.includes(field) && isGiven(login, field));
  return [
    ...missing.map((field) =>
      clash([...path, 'auth_method'], {
        message: `${pathText([...path, field])} is missing: ${method} needs it`,
        hint: `Write ${field} below docker_auth.`,
      }),
    ),
    ...forbidden.map((field) =>
      clash([...path, field], {
        message: `${pathText([...path, field])} does not go with ${method}`,
        hint: 'Remove it.',
      }),
    ),
  ];
}

function isGiven(section: unknown, field: string): boolean {
  const value = valueAt(section, [field]) ?? null;
  return value !== null && value !== '';
}
