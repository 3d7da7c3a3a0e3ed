// Small configs that show each form that configs have had, from 2022 until today.

/** A config as somebody may have written it. */
export interface HistoricalConfig {
  /** When the form came up. */
  readonly since: string;
  readonly form: string;
  readonly text: string;
  /** The fields that something is said of. Not given: none. */
  readonly told?: readonly string[];
  /** Why it is refused. Not given: it loads. */
  readonly refused?: RegExp;
}

const SERVER = `docker_server:
  start_command: python /app/data/server.py
  server_port: 8000
  predict_endpoint: /generate
  readiness_endpoint: /health
  liveness_endpoint: /health
`;

export const HISTORY: readonly HistoricalConfig[] = [
  { since: '2022-07', form: 'a map without anything', text: '{}\n' },
  {
    since: '2022-07',
    form: 'every field, keys in the order of the alphabet',
    text: `data_dir: data
description: null
environment_variables: {}
examples_filename: examples.yaml
input_type: Any
model_class_filename: model.py
model_class_name: Model
model_framework: custom
model_metadata: {}
model_module_dir: model
model_name: null
model_type: custom
python_version: py39
requirements: []
resources:
  cpu: 500m
  memory: 512Mi
  use_gpu: false
secrets: {}
system_packages: []
`,
  },
  {
    since: '2022-07',
    form: 'a classifier that was packed',
    text: `model_framework: sklearn
model_metadata:
  model_binary_dir: model
  supports_predict_proba: true
python_version: py38
requirements:
- numpy==1.22.4
- scikit-learn==1.1.1
- joblib==1.1.0
`,
  },
  {
    since: '2022-07',
    form: 'a pipeline that was packed',
    text: `model_framework: huggingface_transformer
model_metadata:
  has_hybrid_args: true
  has_named_args: false
  transformer_config: {model: gpt2}
model_type: text-generation
python_version: null
resources: {use_gpu: true}
`,
  },
  { since: '2022-07', form: 'a Python without a support', text: 'python_version: py37\n' },
  { since: '2022-07', form: 'comments and empty lines as requirements', text: 'requirements: ["# why", "", six]\n' },
  { since: '2022-07', form: 'secrets with defaults', text: 'secrets: {api_key: null, other.key: "", third-key: a}\n' },
  {
    since: '2022-07',
    form: 'packages of the system',
    text: 'system_packages: [ffmpeg, libsm6]\n',
    told: ['system_packages'],
  },
  {
    since: '2022-07',
    form: 'numbers as variables',
    text: 'environment_variables: {WORKERS: 4, RATE: 1.10, DEBUG: yes}\n',
  },
  {
    since: '2022-07',
    form: 'variables with nothing behind them',
    text: 'environment_variables:\n  TOKEN:\n  LEVEL: info\n',
    told: ['environment_variables.TOKEN'],
  },
  { since: '2022-07', form: 'brackets that close at the margin', text: 'requirements: [\nsix,\nidna==3.4,\n]\n' },
  { since: '2022-07', form: 'a text in quotes over several lines', text: 'description: "what it\ndoes"\n' },
  {
    since: '2022-07',
    form: 'keys with nothing behind them',
    text: 'requirements:\nsecrets:\nresources:\nmodel_name:\n',
  },
  { since: '2022-07', form: 'a key twice', text: 'model_name: a\nmodel_name: b\n', told: ['model_name'] },
  { since: '2022-09', form: 'patches of what runs', text: 'live_reload: true\n', told: ['live_reload'] },
  {
    since: '2022-09',
    form: 'requirements from git and by address',
    text: 'requirements:\n- git+https://github.com/a/b.git@main#egg=b\n- c @ https://example.org/c-1-py3-none-any.whl\n',
  },
  {
    since: '2022-10',
    form: 'directories of packages',
    text: 'bundled_packages_dir: packages\nexternal_package_dirs: [../shared]\n',
  },
  { since: '2023-01', form: 'the version of the format, as a number', text: 'spec_version: 2.0\n' },
  {
    since: '2023-01',
    form: 'GPUs by name',
    text: 'resources: {cpu: "4", memory: 16Gi, use_gpu: true, accelerator: "A10G:2"}\n',
  },
  {
    since: '2023-03',
    form: 'files by address',
    text: 'external_data:\n- {url: "https://example.org/w.bin", local_data_path: w.bin, backend: http_public, name: w}\n',
  },
  {
    since: '2023-04',
    form: 'an image of one’s own',
    text: `base_image:
  image: registry.example.org/team/torch:2
  python_executable_path: /usr/bin/python3
  docker_auth: {auth_method: gcp_service_account_json, registry: registry.example.org, secret_name: registry}
`,
    told: ['base_image'],
  },
  {
    since: '2023-04',
    form: 'an image without a path to its Python',
    text: 'base_image: {image: a, python_executable_path: ""}\n',
    told: ['base_image'],
  },
  { since: '2023-05', form: 'one worker', text: 'runtime: {num_workers: 1, predict_concurrency: 4}\n' },
  {
    since: '2023-05',
    form: 'numbers in quotes',
    text: 'runtime: {predict_concurrency: "4"}\nresources: {use_gpu: "true"}\n',
  },
  {
    since: '2023-07',
    form: 'a cache by its first name',
    text: 'hf_cache:\n- repo_id: a/b\n- {repo_id: c/d, allow_patterns: ["*.json"]}\n',
    told: ['hf_cache'],
  },
  {
    since: '2023-08',
    form: 'a cache',
    text: 'model_cache:\n- {repo_id: a/b, revision: main, ignore_patterns: ["*.bin"]}\n',
  },
  {
    since: '2023-08',
    form: 'a server of the platform',
    text: 'build: {model_server: TGI, arguments: {model_id: a/b, endpoint: generate_stream}}\n',
    told: ['build.model_server', 'build.arguments'],
    refused: /^build\.model_server names a server that is not part of Truss/,
  },
  { since: '2024-01', form: 'requirements in a file', text: 'requirements_file: ./requirements.txt\n' },
  {
    since: '2024-02',
    form: 'a pause in streams',
    text: 'runtime: {streaming_read_timeout: 120, enable_tracing_data: true}\n',
    told: ['runtime.enable_tracing_data'],
  },
  {
    since: '2024-02',
    form: 'secrets for a build',
    text: 'build: {secret_to_path_mapping: {hf: /etc/hf}}\n',
    told: ['build.secret_to_path_mapping'],
  },
  {
    since: '2024-03',
    form: 'an engine of the platform',
    text: 'trt_llm:\n  build: {base_model: llama, checkpoint_repository: {source: HF, repo: a/b}}\n',
    told: ['trt_llm'],
    refused: /^trt_llm is not supported by this version, and the model cannot run without it$/,
  },
  {
    since: '2024-06',
    form: 'commands of a build',
    text: 'build_commands: [git clone https://example.org/a]\n',
    told: ['build_commands'],
  },
  { since: '2024-09', form: 'a server of one’s own', text: SERVER },
  { since: '2024-09', form: 'a server with its port in quotes', text: SERVER.replace('8000', '"8000"') },
  {
    since: '2024-10',
    form: 'for the platform itself',
    text: 'cache_internal: [{repo_id: a/b}]\nuse_local_src: true\n',
    told: ['cache_internal', 'use_local_src'],
  },
  {
    since: '2025-01',
    form: 'checks of its health',
    text: 'runtime: {health_checks: {restart_threshold_seconds: 600}}\n',
    told: ['runtime.health_checks'],
  },
  { since: '2025-01', form: 'a websocket, in the first form', text: 'runtime: {is_websocket_endpoint: true}\n' },
  {
    since: '2025-02',
    form: 'a cache that the model waits for',
    text: 'model_cache:\n- {repo_id: a/b, revision: 0123abcd, use_volume: true, volume_folder: b}\n',
  },
  {
    since: '2025-03',
    form: 'a websocket',
    text: 'runtime: {transport: {kind: websocket, ping_interval_seconds: 20, ping_timeout_seconds: 20}}\n',
    told: [],
  },
  {
    since: '2025-06',
    form: 'a login of AWS',
    text: 'base_image: {image: a, docker_auth: {auth_method: AWS_IAM, registry: r}}\n',
    told: ['base_image'],
  },
  {
    since: '2025-07',
    form: 'a server that an image starts',
    text: `base_image: {image: a}\n${SERVER}  no_build: true\n  run_as_user_id: 1000\n`,
    told: ['base_image', 'docker_server.no_build', 'docker_server.run_as_user_id'],
  },
  {
    since: '2025-09',
    form: 'several machines',
    text: 'resources: {accelerator: "H100:8", node_count: 2, instance_type: "H100:8x2"}\n',
    told: ['resources.node_count', 'resources.instance_type'],
  },
  {
    since: '2026-01',
    form: 'weights',
    text: `weights:
- source: "hf://a/b@main"
  mount_location: /app/b
- source: "s3://bucket/c"
  mount_location: /app/c
  auth: {auth_method: AWS_ASSUME_ROLE, aws_assume_role_arn: "arn:a", aws_assume_role_region: us-east-1}
`,
    told: ['weights[1].auth'],
  },
  {
    since: '2026-03',
    form: 'what may be reached',
    text: 'runtime: {egress_restrictions: {fqdn_allow_list: ["*.example.org"]}, remote_ssh: {enabled: true}, oidc: {enabled: true}}\n',
    told: ['runtime.egress_restrictions', 'runtime.remote_ssh', 'runtime.oidc'],
  },
  { since: '2026-03', form: 'a file of uv', text: 'requirements_file: uv.lock\npython_version: py314\n' },
  {
    since: '2026-06',
    form: 'a login by a role',
    text: 'base_image: {image: a, docker_auth: {auth_method: AWS_ASSUME_ROLE, aws_assume_role_arn: "arn:a", aws_assume_role_region: us-east-1}}\n',
    told: ['base_image'],
  },
  {
    since: '2026-08',
    form: 'volumes',
    text: 'bdn:\n  mounts:\n  - {source: "bdn://weights/llama-8b:prod", path: /models/llama}\n',
    told: ['bdn'],
    refused: /^bdn is not supported by this version, and the model cannot run without it$/,
  },
];
