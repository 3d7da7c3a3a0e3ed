// The rules of the table of config.yaml as it is today: what is said of a config that breaks one. A field that this version
// cannot do without is refused beside it.
import { expect, test } from 'vitest';

import { parseConfig } from '../parse-config.ts';

/** The errors and warnings of a text: `error: message`. Of many a field of images it is said elsewhere that it is one. */
function issuesOf(text: string): string[] {
  const { issues } = parseConfig(text, { file: 'config.yaml' });
  const told = issues.filter(({ code }) => code !== 'CONFIG_IMAGE_ONLY');
  return told.map(({ severity, message }) => `${severity}: ${message}`);
}

const SERVER = 'server_port: 8000, predict_endpoint: /p, readiness_endpoint: /r, liveness_endpoint: /l';
const hosted = (path: string): string => `warning: ${path} is for a hosted platform and does nothing here`;
const refused = (path: string): string =>
  `error: ${path} is not supported by this version, and the model cannot run without it`;

test.each<[rule: string, text: string, issues: readonly string[]]>([
  [
    'requirements and requirements_file exclude each other',
    'requirements: [a]\nrequirements_file: requirements.txt\n',
    ['error: requirements and requirements_file are both given'],
  ],
  [
    'no null character but in what the model alone reads',
    'data_dir: "da\\0ta"\nsystem_packages: ["a\\0"]\nenvironment_variables: {A: "\\0"}\nmodel_metadata: {a: "\\0"}\n',
    [
      'error: data_dir has a null character in it',
      'error: system_packages[0] has a null character in it',
      'error: environment_variables.A has a null character in it',
    ],
  ],
  [
    'a variable is no longer than the system takes',
    `environment_variables: {A: ${'é'.repeat(50_000)}, B: ${'é'.repeat(50_001)}}\n`,
    [
      `error: environment_variables.B must be text of at most 100000 bytes, since the system starts no process with a longer variable, not "${'é'.repeat(60)}"…`,
    ],
  ],
  [
    'a duplicate key counts where it stands last',
    'model_name: a\nmodel_name: b\n',
    ['warning: the key `model_name` stands twice; the last one counts'],
  ],
  [
    'PORT and HOSTNAME are reserved',
    'environment_variables: {PORT: 1, HOSTNAME: a}\n',
    [
      'warning: environment_variables.PORT is reserved: platforms that run the image set it by themselves',
      'warning: environment_variables.HOSTNAME is reserved: platforms that run the image set it by themselves',
    ],
  ],
  ['hf_cache is model_cache', 'hf_cache: [{repo_id: a/b}]\n', ['warning: hf_cache is not a known key']],
  ['Pythons that are too old run on the oldest that is not', 'python_version: py38\n', []],
  [
    'there is no newer Python',
    'python_version: py315\n',
    ['error: python_version must be one of py39 to py314, or "3.9" to "3.14" in quotes, not "py315"'],
  ],
  [
    'the accelerator is one of the list',
    'resources: {accelerator: A10}\n',
    [
      'error: resources.accelerator must be a kind of GPU with an optional count, such as T4 or A100:2 (kinds: T4, L4, L40S, A10G, V100, A100, A100_40GB, H100, H100_40GB, H200, B10, B200, B300, GB300, RTX_PRO_6000), not "A10"',
    ],
  ],
  [
    'the number of accelerators is a positive integer',
    'resources: {accelerator: "T4:0"}\n',
    [
      'error: resources.accelerator must be a kind of GPU with an optional count, such as T4 or A100:2 (kinds: T4, L4, L40S, A10G, V100, A100, A100_40GB, H100, H100_40GB, H200, B10, B200, B300, GB300, RTX_PRO_6000), not "T4:0"',
    ],
  ],
  [
    'node_count is at least 1',
    'resources: {node_count: 0}\n',
    [hosted('resources.node_count'), 'error: resources.node_count must be at least 1, not the number 0'],
  ],
  [
    'a transport is http, websocket or grpc',
    'runtime: {transport: {kind: htp}}\n',
    ['error: runtime.transport.kind must be one of http, websocket, grpc, not "htp"'],
  ],
  [
    'gRPC is spoken with a model class alone',
    `runtime: {transport: {kind: grpc}}\ndocker_server: {start_command: a, ${SERVER}}\n`,
    ['warning: gRPC is not passed on to docker_server: it is asked over HTTP/1.1'],
  ],
  [
    'a health check is in whole seconds',
    'runtime: {health_checks: {startup_threshold_seconds: 1.5}}\n',
    [
      hosted('runtime.health_checks'),
      'error: runtime.health_checks.startup_threshold_seconds must be a whole number, not the number 1.5',
    ],
  ],
  [
    'remote_ssh excludes run_as_user_id',
    `runtime: {remote_ssh: {enabled: true}}\ndocker_server: {start_command: a, ${SERVER}, run_as_user_id: 7}\n`,
    [hosted('runtime.remote_ssh'), 'error: docker_server.run_as_user_id and runtime.remote_ssh are both given'],
  ],
  [
    'only IPv4 and ranges of it',
    'runtime: {egress_restrictions: {ip_allow_list: ["::1", 10.0.0.0/33, 256.1.1.1]}}\n',
    [
      hosted('runtime.egress_restrictions'),
      'error: runtime.egress_restrictions.ip_allow_list[0] must be an IPv4 address or range, such as 10.0.0.0/8, not "::1"',
      'error: runtime.egress_restrictions.ip_allow_list[1] must be an IPv4 address or range, such as 10.0.0.0/8, not "10.0.0.0/33"',
      'error: runtime.egress_restrictions.ip_allow_list[2] must be an IPv4 address or range, such as 10.0.0.0/8, not "256.1.1.1"',
    ],
  ],
  [
    'labels of at most 63 characters',
    `runtime: {egress_restrictions: {fqdn_allow_list: [${'a'.repeat(64)}.org]}}\n`,
    [
      hosted('runtime.egress_restrictions'),
      'error: runtime.egress_restrictions.fqdn_allow_list[0] must be the name of a host, such as api.example.com or *.example.com, not "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"…',
    ],
  ],
  [
    'no _ and no dot at the end of a host',
    'runtime: {egress_restrictions: {fqdn_allow_list: [a_b.org, a.org.]}}\n',
    [
      hosted('runtime.egress_restrictions'),
      'error: runtime.egress_restrictions.fqdn_allow_list[0] must be the name of a host, such as api.example.com or *.example.com, not "a_b.org"',
      'error: runtime.egress_restrictions.fqdn_allow_list[1] must be the name of a host, such as api.example.com or *.example.com, not "a.org."',
    ],
  ],
  [
    'truss_server_version_override is a version',
    'runtime: {truss_server_version_override: newest}\n',
    [
      hosted('runtime.truss_server_version_override'),
      'error: runtime.truss_server_version_override must be a version, such as "0.9.0", not "newest"',
    ],
  ],
  [
    'a secret of a build has a name',
    'build: {secret_to_path_mapping: {a b: /x}}\n',
    ['error: the key "a b" in build.secret_to_path_mapping must be a name made of letters, digits, -, . and _'],
  ],
  [
    'no_cache is not for the file',
    'build: {no_cache: true}\n',
    ['error: build.no_cache must be false: say --no-cache when you build instead, not true'],
  ],
  [
    'python_executable_path is absolute',
    'base_image: {image: a, python_executable_path: bin/python}\n',
    ['error: base_image.python_executable_path must be an absolute path, not "bin/python"'],
  ],
  [
    'a login has a method',
    'base_image: {image: a, docker_auth: {auth_method: PASSWORD}}\n',
    [
      'error: base_image.docker_auth.auth_method must be one of GCP_SERVICE_ACCOUNT_JSON, AWS_IAM, AWS_OIDC, GCP_OIDC, REGISTRY_SECRET, AWS_ASSUME_ROLE, not "PASSWORD"',
    ],
  ],
  [
    'GCP_SERVICE_ACCOUNT_JSON needs secret_name',
    'base_image: {image: a, docker_auth: {auth_method: GCP_SERVICE_ACCOUNT_JSON}}\n',
    ['error: base_image.docker_auth.secret_name is missing: GCP_SERVICE_ACCOUNT_JSON needs it'],
  ],
  [
    'AWS_OIDC needs a role and a region, and takes no secret',
    'base_image: {docker_auth: {auth_method: AWS_OIDC, aws_oidc_role_arn: a, secret_name: b}}\n',
    [
      'error: base_image.docker_auth.aws_oidc_region is missing: AWS_OIDC needs it',
      'error: base_image.docker_auth.secret_name does not go with AWS_OIDC',
    ],
  ],
  [
    'GCP_OIDC needs its own fields',
    'base_image: {docker_auth: {auth_method: GCP_OIDC, aws_oidc_region: a}}\n',
    [
      'error: base_image.docker_auth.gcp_oidc_service_account is missing: GCP_OIDC needs it',
      'error: base_image.docker_auth.gcp_oidc_workload_id_provider is missing: GCP_OIDC needs it',
      'error: base_image.docker_auth.aws_oidc_region does not go with GCP_OIDC',
    ],
  ],
  [
    'AWS_ASSUME_ROLE needs a role and a region',
    'base_image: {docker_auth: {auth_method: aws_assume_role, aws_assume_role_arn: a, aws_oidc_region: b}}\n',
    [
      'error: base_image.docker_auth.aws_assume_role_region is missing: AWS_ASSUME_ROLE needs it',
      'error: base_image.docker_auth.aws_oidc_region does not go with AWS_ASSUME_ROLE',
    ],
  ],
  [
    'weights may be logged in to in each way, of which platforms have some',
    'weights: [{source: "s3://a", mount_location: /m, auth: {auth_method: AWS_OIDC, aws_oidc_role_arn: a, aws_oidc_region: b, gcp_oidc_service_account: c, gcp_oidc_workload_id_provider: d, aws_assume_role_arn: e, aws_assume_role_region: f}}]\n',
    ['warning: weights[0].auth is for a hosted platform: here the login of this machine is used'],
  ],
  [
    'another server than that of Truss has to be started',
    'build: {model_server: TGI, arguments: {model: a}}\n',
    [
      'error: build.model_server names a server that is not part of Truss, and the model cannot run without it',
      'warning: build.arguments is for other servers than that of Truss, and does nothing',
    ],
  ],
  ['a cache without a volume is only a cache', 'model_cache: [{repo_id: a/b}]\n', []],
  [
    'start_command is required',
    `docker_server: {${SERVER}}\n`,
    ['error: docker_server.start_command is missing: the server cannot be started'],
  ],
  [
    'all endpoints and the port are required',
    'docker_server: {start_command: a}\n',
    [
      'error: docker_server.server_port is missing: it must be a number',
      'error: docker_server.predict_endpoint is missing: it must be text',
      'error: docker_server.readiness_endpoint is missing: it must be text',
      'error: docker_server.liveness_endpoint is missing: it must be text',
    ],
  ],
  [
    'the server is not root, nor 60000',
    `docker_server: {start_command: a, ${SERVER}, run_as_user_id: 0}\n`,
    ['error: docker_server.run_as_user_id must be the number of a user other than 0 and 60000, not the number 0'],
  ],
  [
    'the server is not root, nor 60000',
    `docker_server: {start_command: a, ${SERVER}, run_as_user_id: 60000}\n`,
    ['error: docker_server.run_as_user_id must be the number of a user other than 0 and 60000, not the number 60000'],
  ],
  [
    'a revision is not one character',
    'model_cache: [{repo_id: a/b, revision: x, use_volume: false}]\n',
    ['error: model_cache[0].revision must be a commit, tag or branch of more than one character, not "x"'],
  ],
  [
    'a volume has a folder, and of the hub a revision',
    'model_cache: [{repo_id: a/b, use_volume: true}]\n',
    [
      'error: model_cache[0].volume_folder is missing: use_volume needs it',
      'error: model_cache[0].revision is missing: use_volume needs it',
    ],
  ],
  [
    'all have the same use_volume',
    'model_cache: [{repo_id: a/b, use_volume: false}, {repo_id: c/d, use_volume: true, volume_folder: d, revision: main}]\n',
    ['error: use_volume differs among the items of model_cache'],
  ],
  [
    'model_cache and weights exclude each other',
    'model_cache: [{repo_id: a/b, use_volume: false}]\nweights: [{source: "hf://a/b", mount_location: /m}]\n',
    ['error: weights and model_cache are both given'],
  ],
  [
    'weights come from a known place',
    'weights: [{source: "ftp://a/b", mount_location: /m}]\n',
    [
      'error: weights[0].source must be an address that begins with hf://, s3://, gs://, azure://, r2://, cw://, https:// or file:// (http:// on this machine alone), not "ftp://a/b"',
    ],
  ],
  [
    'only hf has revisions',
    'weights: [{source: "s3://a/b@main", mount_location: /m}]\n',
    ['error: weights[0].source must be an address without @: only hf:// has revisions, not "s3://a/b@main"'],
  ],
  [
    'mount_location is absolute',
    'weights: [{source: "hf://a/b@main", mount_location: m}]\n',
    ['error: weights[0].mount_location must be an absolute path, not "m"'],
  ],
  [
    'mount_location is unique',
    'weights: [{source: "hf://a/b", mount_location: /m}, {source: "hf://c/d", mount_location: /m}]\n',
    ['error: two of the weights have the mount_location /m'],
  ],
  [
    'auth_secret_name stands in one place',
    'weights: [{source: "hf://a/b", mount_location: /m, auth_secret_name: a, auth: {auth_method: CUSTOM_SECRET, auth_secret_name: b}}]\n',
    ['error: weights[0] has auth_secret_name twice: in itself and in its auth'],
  ],
  [
    'external_data has an address and a place inside',
    'external_data: [{url: "", local_data_path: ../a}]\n',
    [
      'error: external_data[0].url must be an address, not ""',
      'error: external_data[0].local_data_path must be a relative path inside the truss, not "../a"',
    ],
  ],
  [
    'a field of the platform that the model needs',
    'trt_llm: {build: {}}\nbis_llm: {a: 1}\ntraining_checkpoints: {a: 1}\nbdn: {mounts: [{source: "bdn://a/b", path: /m}]}\n',
    [refused('trt_llm'), refused('bis_llm'), refused('training_checkpoints'), refused('bdn')],
  ],
])('%s', (_, text, issues) => {
  expect(issuesOf(text)).toEqual(issues);
});
