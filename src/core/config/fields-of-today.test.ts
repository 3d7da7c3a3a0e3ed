// The table of config.yaml as it is today, row by row: what each field takes and how it is read. A field that only a hosted
// platform honours says so in its row.
import { expect, test } from 'vitest';

import { parseConfig } from './parse-config.ts';

/** The errors and warnings of a text: `error: message`. */
function issuesOf(text: string): string[] {
  const { issues } = parseConfig(text, { file: 'config.yaml' });
  return issues.map(({ severity, message }) => `${severity}: ${message}`);
}

const SERVER = 'server_port: 8000, predict_endpoint: /p, readiness_endpoint: /r, liveness_endpoint: /l';
const image = (path: string): unknown => expect.stringContaining(`warning: ${path} is for images: here`);
const hosted = (path: string): string => `warning: ${path} is for a hosted platform and does nothing here`;

test.each<[field: string, text: string, read: unknown, issues?: readonly unknown[]]>([
  [
    'model_metadata',
    'model_metadata: {example_model_input: {prompt: a}}\n',
    { model_metadata: { example_model_input: { prompt: 'a' } } },
  ],
  [
    'data_dir, model_module_dir, bundled_packages_dir',
    '',
    { data_dir: 'data', model_module_dir: 'model', bundled_packages_dir: 'packages' },
  ],
  ['python_version', 'python_version: py314\n', { python_version: 'py314' }],
  ['requirements_file', 'requirements_file: uv.lock\n', { requirements_file: 'uv.lock', requirements: [] }],
  [
    'external_package_dirs',
    'external_package_dirs: [../shared, /opt/mine]\n',
    { external_package_dirs: ['../shared', '/opt/mine'] },
  ],
  [
    'environment_variables',
    'environment_variables: {A: true, B: 1.10, C: off}\n',
    { environment_variables: { A: 'true', B: '1.10', C: 'false' } },
  ],
  ['resources.cpu, memory', '', { resources: { cpu: '1', memory: '2Gi' } }],
  [
    'resources.accelerator',
    'resources: {accelerator: "H100:2", use_gpu: false}\n',
    { resources: { accelerator: 'H100:2', use_gpu: true } },
  ],
  [
    'resources.node_count',
    'resources: {node_count: 2}\n',
    { resources: { node_count: 2 } },
    [hosted('resources.node_count')],
  ],
  [
    'resources.fabric',
    'resources: {fabric: {use_rdma: true}}\n',
    { resources: { fabric: { use_rdma: true } } },
    [hosted('resources.fabric')],
  ],
  [
    'runtime.predict_concurrency',
    '',
    { runtime: { predict_concurrency: 1, streaming_read_timeout: 60, enable_tracing_data: false } },
  ],
  ['runtime.num_workers', 'runtime: {num_workers: 2}\n', { runtime: { num_workers: 2, workers: 2 } }],
  ['runtime.transport', 'runtime: {transport: {}}\n', { runtime: { transport: { kind: 'http' } } }],
  [
    'runtime.transport',
    'runtime: {transport: {kind: websocket, ping_interval_seconds: 2.5}}\n',
    { runtime: { transport: { kind: 'websocket', ping_interval_seconds: 2.5 } } },
  ],
  [
    'runtime.health_checks',
    'runtime: {health_checks: {startup_threshold_seconds: 600}}\n',
    {},
    [hosted('runtime.health_checks')],
  ],
  [
    'runtime.health_checks at their defaults',
    'runtime: {health_checks: {startup_threshold_seconds: null}, remote_ssh: {enabled: false}}\n',
    {},
  ],
  ['runtime.oidc', 'runtime: {oidc: {enabled: true}}\n', {}, [hosted('runtime.oidc')]],
  ['runtime.remote_ssh', 'runtime: {remote_ssh: {enabled: true}}\n', {}, [hosted('runtime.remote_ssh')]],
  [
    'runtime.egress_restrictions',
    'runtime: {egress_restrictions: {ip_allow_list: [10.0.0.0/8, 1.2.3.4], fqdn_allow_list: ["*.example.com", a-b.org]}}\n',
    {},
    [hosted('runtime.egress_restrictions')],
  ],
  [
    'runtime.truss_server_version_override',
    'runtime: {truss_server_version_override: 0.9.0rc1}\n',
    {},
    [hosted('runtime.truss_server_version_override')],
  ],
  [
    'build',
    'build: {secret_to_path_mapping: {token: /run/token, "DOCKER_REGISTRY_https://a.b/v1/": /x}}\n',
    { build: { model_server: 'TrussServer' } },
    [image('build.secret_to_path_mapping')],
  ],
  ['build_commands', 'build_commands: [echo a]\n', { build_commands: ['echo a'] }, [image('build_commands')]],
  [
    'base_image',
    'base_image: {image: a, python_executable_path: /usr/bin/python3, docker_auth: {auth_method: aws_iam, registry: r}}\n',
    { base_image: { docker_auth: { auth_method: 'AWS_IAM', aws_access_key_id_secret_name: 'aws_access_key_id' } } },
    [image('base_image')],
  ],
  [
    'docker_server',
    `docker_server: {start_command: serve, ${SERVER}, run_as_user_id: 1000}\n`,
    { docker_server: { start_command: 'serve', server_port: 8000, run_as_user_id: 1000, no_build: null } },
    [image('docker_server.run_as_user_id')],
  ],
  [
    'docker_server.no_build',
    `docker_server: {no_build: true, ${SERVER}}\n`,
    { docker_server: { start_command: null, no_build: true } },
    [image('docker_server.no_build')],
  ],
  [
    'live_reload, use_local_src, cache_internal',
    'live_reload: true\n',
    { apply_library_patches: true, use_local_src: false, spec_version: '2.0' },
    [hosted('live_reload')],
  ],
])('%s: %j', (_, text, read, issues = []) => {
  expect(issuesOf(text)).toEqual(issues);
  expect(parseConfig(text, { file: 'config.yaml' }).config).toMatchObject(read as object);
});
