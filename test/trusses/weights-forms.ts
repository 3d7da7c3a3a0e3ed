// Small configs that show each form in which configs have named files to fetch, from 2023 until today: keys and shapes as the public
// examples and documents of Truss have them, names invented.

/** A config as somebody may have written it. */
interface WeightsForm {
  readonly form: string;
  readonly text: string;
  /** The fields that something is said of. Not given: none. */
  readonly told?: readonly string[];
  /** Where each of its sources goes, from the first. */
  readonly places: readonly string[];
  /** What `truss config migrate` changes. Not given: nothing. */
  readonly migrated?: readonly string[];
}

const SHA = '0123456789abcdef0123456789abcdef01234567';

/** As servers of somebody else's are started today: behind what fetches the weights. */
const TODAYS_SERVER = `base_image: {image: registry.example.org/server:1}
docker_server:
  start_command: bash -c "truss-transfer-cli && serve --model /app/model_cache/llama --port 8000"
  server_port: 8000
  predict_endpoint: /v1/embeddings
  readiness_endpoint: /health
  liveness_endpoint: /health
`;

const cache = (lines: string): string => `model_cache:\n${lines}`;

export const WEIGHTS_FORMS: readonly WeightsForm[] = [
  {
    form: 'weights of a branch, with patterns',
    text: `weights:
  - source: "hf://org/llama@main"
    mount_location: "/models/llama"
    allow_patterns: ["*.safetensors", "config.json"]
    ignore_patterns: ["*.md", "*.txt"]
`,
    places: ['/models/llama'],
  },
  {
    form: 'weights of a commit, and none of their own',
    text: `weights: [{source: "hf://org/llama@${SHA}", mount_location: /app/model_cache/llama}]\n`,
    places: ['/app/model_cache/llama'],
  },
  {
    form: 'weights without a revision',
    text: 'weights: [{source: hf://org/llama, mount_location: /cache/model/llama/}]\n',
    places: ['/cache/model/llama'],
  },
  {
    form: 'weights with a secret',
    text: `secrets: {hf_access_token: null}
weights:
- source: hf://org/hidden@main
  mount_location: /models/hidden
  auth_secret_name: hf_access_token
`,
    places: ['/models/hidden'],
  },
  {
    form: 'weights with a secret in auth',
    text: `secrets: {hf_access_token: null}
weights:
- source: hf://org/hidden@main
  mount_location: /models/hidden
  auth:
    auth_method: CUSTOM_SECRET
    auth_secret_name: hf_access_token
`,
    places: ['/models/hidden'],
  },
  {
    form: 'weights by the identity of a platform',
    text: `weights:
- source: s3://bucket/llama
  mount_location: /models/llama
  auth: {auth_method: AWS_OIDC, aws_oidc_role_arn: "arn:aws:iam::1:role/r", aws_oidc_region: us-west-2}
- source: gs://bucket/llama
  mount_location: /models/other
  auth: {auth_method: GCP_OIDC, gcp_oidc_service_account: a@b, gcp_oidc_workload_id_provider: projects/1}
`,
    told: ['weights[0].auth', 'weights[1].auth'],
    places: ['/models/llama', '/models/other'],
  },
  {
    form: 'weights of every other cloud',
    text: `secrets: {aws: null, azure: null}
weights:
- {source: "s3://bucket/llama", mount_location: /models/s3, auth_secret_name: aws}
- {source: "gs://bucket/llama", mount_location: /models/gs}
- {source: "azure://account/bucket/llama", mount_location: /models/azure, auth_secret_name: azure}
- {source: "r2://account.bucket/llama", mount_location: /models/r2, auth_secret_name: aws}
- {source: "cw://bucket/llama", mount_location: /models/cw, auth_secret_name: aws}
`,
    places: ['/models/s3', '/models/gs', '/models/azure', '/models/r2', '/models/cw'],
  },
  {
    form: 'weights that are one file',
    text: `weights:
- {source: "https://files.example.org/w.bin", mount_location: /models/w.bin}
- {source: "https://files.example.org/w.bin?download=true", mount_location: /models/folder}
`,
    places: ['/models/w.bin (file)', '/models/folder'],
  },
  {
    form: 'weights beside each other, one a repository of one name',
    text: `weights:
- {source: "hf://org/llama@main", mount_location: /models/base/weights, allow_patterns: ["*.json"]}
- {source: "hf://gpt@main", mount_location: /models/adapter/weights}
`,
    places: ['/models/base/weights', '/models/adapter/weights'],
  },
  {
    form: 'weights for a server of its own',
    text: `${TODAYS_SERVER}weights: [{source: "hf://org/llama@main", mount_location: /app/model_cache/llama}]\n`,
    told: ['base_image'],
    places: ['/app/model_cache/llama'],
  },
  {
    form: 'a cache in a volume',
    text: cache(`- repo_id: org/llama
  revision: ${SHA}
  use_volume: true
  volume_folder: llama
  allow_patterns:
  - config.json
  - "*.fp16.safetensors"
- repo_id: gpt
  revision: refs/pr/1
  use_volume: true
  volume_folder: gpt
  ignore_patterns: ["*.onnx", "original/*"]
`),
    places: ['/app/model_cache/llama', '/app/model_cache/gpt'],
    migrated: ['model_cache'],
  },
  {
    form: 'a cache in a volume for a server of its own',
    text: `${TODAYS_SERVER}${cache('- {repo_id: org/llama, revision: main, use_volume: true, volume_folder: llama}\n')}`,
    told: ['base_image'],
    places: ['/app/model_cache/llama'],
    migrated: ['model_cache'],
  },
  {
    form: 'a cache in a volume, of buckets',
    text: `secrets: {aws_secret_json: null, azure_secret_json: null}
${cache(`- {repo_id: "gs://bucket", use_volume: true, volume_folder: a, kind: "gcs"}
- {repo_id: "s3://bucket/llama", use_volume: true, volume_folder: b, runtime_secret_name: aws_secret_json, kind: "s3"}
- {repo_id: "azure://account/bucket/llama", use_volume: true, volume_folder: c, runtime_secret_name: azure_secret_json, kind: azure}
- {repo_id: "https://account.blob.core.windows.net/bucket/llama", use_volume: true, volume_folder: d, runtime_secret_name: azure_secret_json, kind: azure}
- {repo_id: bucket/llama, use_volume: true, volume_folder: e, kind: gcs}
`)}`,
    places: ['a', 'b', 'c', 'd', 'e'].map((folder) => `/app/model_cache/${folder}`),
    migrated: ['model_cache'],
  },
  {
    form: 'a cache without a volume',
    text: cache(`- repo_id: org/llama
  revision: ${SHA}
  use_volume: false
  allow_patterns: ["*.json"]
`),
    places: ['hub'],
  },
  {
    form: 'a cache of 2023: a name alone',
    text: `requirements: [transformers]\n${cache('- repo_id: org/llama\n- repo_id: gpt\n  ignore_patterns:\n  - "*.bin"\n')}`,
    places: ['hub', 'hub'],
  },
  {
    form: 'a cache of a hidden repository',
    text: `secrets: {hf_access_token: null}\n${cache('- {repo_id: org/hidden, runtime_secret_name: hf_access_token}\n')}`,
    places: ['hub'],
  },
  {
    form: 'a cache of 2023 in a bucket, which has no kind yet',
    text: cache('- repo_id: gs://bucket\n- repo_id: s3://bucket/llama\n'),
    places: ['/app/model_cache/bucket', '/app/model_cache/bucket'],
  },
  {
    form: 'the cache as it was called first',
    text: 'hf_cache:\n- repo_id: org/llama\n  revision: main\n  allow_patterns:\n  - "*.safetensors"\n- repo_id: gpt\n',
    told: ['hf_cache'],
    places: ['hub', 'hub'],
    migrated: ['hf_cache'],
  },
  {
    form: 'files by address',
    text: `external_data:
- url: https://files.example.org/w.bin
  local_data_path: weights/w.bin
  backend: http_public
  name: my weights
- {url: "https://files.example.org/w.bin?x=1", local_data_path: other.bin}
`,
    places: ['data weights/w.bin (file)', 'data other.bin (file)'],
    migrated: ['external_data'],
  },
  {
    form: 'files by address beside a cache',
    text: `external_data: [{url: "https://files.example.org/w.bin", local_data_path: w.bin}]
model_cache: [{repo_id: org/llama, revision: main, use_volume: true, volume_folder: llama}]
`,
    places: ['/app/model_cache/llama', 'data w.bin (file)'],
    migrated: ['model_cache', 'external_data'],
  },
  {
    form: 'a file without an ending by address',
    text: 'external_data: [{url: "https://files.example.org/w.bin", local_data_path: vocabulary}]\n',
    places: ['data vocabulary (file)'],
  },
  {
    form: 'all of them, with nothing in them',
    text: 'weights: []\nmodel_cache: []\nexternal_data: []\n',
    places: [],
  },
  {
    form: 'all of them, with nothing behind them',
    text: 'weights:\nmodel_cache:\nexternal_data:\n',
    places: [],
  },
];
