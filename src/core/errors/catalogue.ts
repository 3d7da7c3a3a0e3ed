// Every error that a user can meet. A code is public: it is never renamed and never used again for something else.
// `docs/reference/errors.md` is generated from this table, and a test holds that no code is used that is not in it.

/** What an error means at each edge: HTTP status, gRPC status, the command line's exit code. */
export interface ErrorEntry {
  readonly http: number;
  readonly grpc: GrpcStatus;
  /** 1: the user's input or the world; 2: wrong use of the command line; 130: interrupted. */
  readonly exit: 1 | 2 | 130;
  readonly title: string;
}

/** The status names of https://grpc.github.io/grpc/core/md_doc_statuscodes.html that are used here. */
type GrpcStatus =
  | 'CANCELLED'
  | 'DEADLINE_EXCEEDED'
  | 'FAILED_PRECONDITION'
  | 'INTERNAL'
  | 'INVALID_ARGUMENT'
  | 'NOT_FOUND'
  | 'PERMISSION_DENIED'
  | 'RESOURCE_EXHAUSTED'
  | 'UNAUTHENTICATED'
  | 'UNAVAILABLE'
  | 'UNIMPLEMENTED';

const local = { http: 500, grpc: 'FAILED_PRECONDITION', exit: 1 } as const;
const badRequest = { http: 400, grpc: 'INVALID_ARGUMENT', exit: 1 } as const;
const unavailable = { http: 503, grpc: 'UNAVAILABLE', exit: 1 } as const;
const modelFault = { http: 500, grpc: 'INTERNAL', exit: 1 } as const;

export const catalogue = {
  // The command line
  USAGE: { ...local, exit: 2, title: 'The command was not used correctly' },
  INTERRUPTED: { http: 499, grpc: 'CANCELLED', exit: 130, title: 'Interrupted' },
  COMMAND_NOT_AVAILABLE: { ...local, title: 'This Truss has no such command' },
  INPUT_INVALID: { ...local, title: 'The input of the command is not valid' },

  // Files, wherever they are
  FILE_MISSING: { ...local, title: 'A file that is needed is missing' },
  FILE_UNREADABLE: { ...local, title: 'A file cannot be read' },
  FILE_UNWRITABLE: { ...local, title: 'A file or directory cannot be written' },
  DISK_FULL: { ...local, title: 'The disk is full' },
  BUSY: { ...local, title: 'Another command is at work on the same thing' },

  // The truss directory
  PROJECT_NOT_FOUND: { ...local, title: 'This is not a truss directory' },
  PROJECT_TARGET_NOT_EMPTY: { ...local, title: 'The target directory is not empty' },
  PROJECT_INVALID: { ...local, title: 'The truss is not valid' },

  // Its config
  CONFIG_SYNTAX: { ...local, title: 'The config file is not valid YAML' },
  CONFIG_INVALID: { ...local, title: 'The config file is not valid' },
  CONFIG_UNKNOWN_KEY: { ...local, title: 'The config file has an unknown key' },
  CONFIG_DUPLICATE_KEY: { ...local, title: 'A key stands twice in the config file' },
  CONFIG_UNSUPPORTED: { ...local, title: 'The config asks for something that this version cannot do' },
  CONFIG_IMAGE_ONLY: { ...local, title: 'A field that acts in images only' },
  CONFIG_HOSTED_ONLY: { ...local, title: 'A field that only a hosted platform honours' },
  EXAMPLE_NOT_FOUND: { ...local, title: 'There is no such example' },
  EXAMPLES_UNKNOWN_KEY: { ...local, title: 'The examples file has an unknown key' },
  EXAMPLES_INVALID: { ...local, title: 'The examples file is not valid' },

  // Secrets
  SECRET_NAME_INVALID: { ...local, title: 'A secret cannot have this name' },
  SECRET_NOT_FOUND: { ...local, title: 'There is no such secret' },
  SECRET_STORE_EXPOSED: { ...local, title: 'Others can read the local store of secrets' },
  SECRET_STORE_INVALID: { ...local, title: 'The local store of secrets is not valid' },
  SECRET_UNREADABLE: { ...local, title: 'A secret cannot be read' },

  // Making a truss from a live object
  FRAMEWORK_UNSUPPORTED: { ...local, title: 'The object is of no supported framework' },
  MODEL_CANNOT_PREDICT: { ...local, title: 'The object has no way to answer a request' },
  MODEL_NOT_CONVERTIBLE: { ...local, title: 'The model cannot be converted' },
  MODEL_NOT_FITTED: { ...local, title: 'The model has not been fitted' },
  MODEL_NOT_SERIALISABLE: { ...local, title: 'The object cannot be written to a file' },

  // Images and containers
  CONTAINERS_UNSUPPORTED: { ...local, title: 'This version cannot do this with containers' },
  IMAGE_ENGINE_MISSING: { ...local, title: 'Neither Docker nor Podman was found' },
  IMAGE_ENGINE_DOWN: { ...local, title: 'The engine of containers does not run' },
  IMAGE_ENGINE_FORBIDDEN: { ...local, title: 'The user may not talk to the engine of containers' },
  IMAGE_ENGINE_FAILED: { ...local, title: 'The engine of containers failed' },
  IMAGE_BUILDER_MISSING: { ...local, title: 'The engine of containers has no BuildKit' },
  IMAGE_UNSUPPORTED: { ...local, title: 'The truss has something that an image cannot have' },
  IMAGE_BASE_UNAVAILABLE: { ...local, title: 'A base image cannot be had' },
  IMAGE_BUILD_FAILED: { ...local, title: 'An image could not be built' },
  IMAGE_PLATFORM: { ...local, title: 'The image is for another platform than the engine can build or run' },
  IMAGE_NOT_FOUND: { ...local, title: 'There is no such image' },
  CONTAINER_PORT_TAKEN: { ...local, title: 'The port for the container is taken' },
  CONTAINER_GPU_MISSING: { ...local, title: 'A container cannot have a GPU here' },
  CONTAINER_DIED: { ...local, title: 'The container has ended instead of answering' },
  CONTAINER_NOT_FOUND: { ...local, title: 'There is no such container' },

  // Clusters
  DEPLOY_KUBECTL_MISSING: { ...local, title: 'kubectl was not found' },
  DEPLOY_CONTEXT_MISSING: { ...local, title: 'It is not known which cluster is meant' },
  DEPLOY_CLUSTER_UNREACHABLE: { ...local, title: 'The cluster cannot be reached' },
  DEPLOY_LOGIN_REFUSED: { ...local, title: 'The cluster does not know who asks' },
  DEPLOY_FORBIDDEN: { ...local, title: 'The user may not do this in the cluster' },
  DEPLOY_UNCONFIRMED: { ...local, title: 'It looks like production, and nobody has said that it is meant' },
  DEPLOY_NAMESPACE_MISSING: { ...local, title: 'The cluster has no such namespace' },
  DEPLOY_KIND_UNKNOWN: { ...local, title: 'Something that is not installed in the cluster is asked for' },
  DEPLOY_MANIFEST_REFUSED: { ...local, title: 'The cluster does not take a manifest' },
  DEPLOY_CONFLICT: { ...local, title: 'Somebody else has set the same fields in the cluster' },
  DEPLOY_QUOTA: { ...local, title: 'A quota of the cluster does not allow it' },
  DEPLOY_REGISTRY_MISSING: { ...local, title: 'It is not known from where the nodes have the image' },
  DEPLOY_PUSH_FAILED: { ...local, title: 'An image could not be pushed' },
  DEPLOY_SECRET_MISSING: { ...local, title: 'The cluster has not the secrets of the truss' },
  DEPLOY_IMAGE_UNPULLABLE: { ...local, title: 'The nodes cannot have the image' },
  DEPLOY_NOT_READY: { ...local, title: 'The new version does not get ready' },
  DEPLOY_NOT_FOUND: { ...local, title: 'There is no such deployment' },
  DEPLOY_REVISION_MISSING: { ...local, title: 'The deployment has no such version' },
  DEPLOY_CANARY_MISSING: { ...local, title: 'There is no second version beside the one that answers' },
  DEPLOY_SCALED_BY_LOAD: { ...local, title: 'The number of replicas follows the load' },
  DEPLOY_COMPOSE_FAILED: { ...local, title: 'What a compose file says does not run' },
  DEPLOY_FAILED: { ...local, title: 'kubectl failed' },
  DEPLOY_UNSUPPORTED: { ...local, title: 'A target cannot do what the truss asks of it' },

  // Environments
  ENV_UV_MISSING: { ...local, title: 'uv was not found' },
  ENV_UV_FAILED: { ...local, title: 'uv failed' },
  ENV_PYTHON_MISSING: { ...local, title: 'The Python that the truss asks for was not found' },
  ENV_PYTHON_UNSUPPORTED: { ...local, title: 'Truss cannot run models on this version of Python' },
  ENV_REQUIREMENT_INVALID: { ...local, title: 'A requirement is not valid' },
  ENV_REQUIREMENT_CREDENTIAL: { ...local, title: 'A password stands among the requirements' },
  ENV_REQUIREMENT_NOT_FOUND: { ...local, title: 'A requirement does not exist' },
  ENV_REQUIREMENT_IMPLIED: { ...local, title: 'The model imports a package that is not among its requirements' },
  ENV_REQUIREMENT_RELABELLED: { ...local, title: 'A build with a local label is on no index' },
  ENV_REQUIREMENT_UNHASHED: { ...local, title: 'A requirement can have no hash' },
  ENV_REQUIREMENTS_CONFLICT: { ...local, title: 'Requirements contradict each other' },
  ENV_INDEX_UNREACHABLE: { ...local, title: 'The package index cannot be reached' },
  ENV_INSTALL_FAILED: { ...local, title: 'A package could not be installed' },
  ENV_NOT_FOUND: { ...local, title: 'There is no such environment' },
  ENV_LOCK_STALE: { ...local, title: 'requirements.lock does not fit the config' },

  // Weights
  WEIGHTS_LOCK_INVALID: { ...local, title: 'weights.lock cannot be understood' },
  WEIGHTS_LOCK_STALE: { ...local, title: 'weights.lock does not fit the config' },
  WEIGHTS_NOT_FOUND: { ...local, title: 'A source has no such files' },
  WEIGHTS_ACCESS_DENIED: { ...local, title: 'A source does not give its files to us' },
  WEIGHTS_UNREACHABLE: { ...local, title: 'A source cannot be reached' },
  WEIGHTS_MISSING: { ...local, title: 'Weights are not on this machine, and may not be fetched' },
  WEIGHTS_CHANGED: { ...local, title: 'A source has other files than weights.lock says' },
  WEIGHTS_UNSAFE: { ...local, title: 'Weights can run code when they are loaded' },
  WEIGHTS_PLACE_TAKEN: { ...local, title: 'Something else lies where weights should be' },
  WEIGHTS_NAMES_CLASH: { ...local, title: 'A source has files that cannot lie here' },
  WEIGHTS_CORRUPT: { ...local, title: 'A file of weights has other bytes than it should' },

  // Clients
  CLIENT_STALE: { ...local, title: 'A client is not what would be made now' },

  // Worker processes
  WORKER_START_FAILED: { ...unavailable, title: 'The worker process could not be started' },
  WORKER_DIED: { ...unavailable, title: 'The worker process died while it computed the answer' },
  UPSTREAM_FAILED: { ...unavailable, http: 502, title: 'The server of the truss did not answer' },
  WIRE_UNSUPPORTED: {
    ...modelFault,
    http: 501,
    grpc: 'UNIMPLEMENTED',
    title: 'The worker does not support this message',
  },
  WIRE_PROTOCOL: { ...modelFault, title: 'The worker broke the wire protocol' },

  // The model's code
  MODEL_FILE_MISSING: { ...unavailable, title: 'The file with the model class is missing' },
  MODEL_IMPORT_FAILED: { ...unavailable, title: "The model's code cannot be imported" },
  MODEL_CLASS_MISSING: { ...unavailable, title: 'The model class is missing' },
  MODEL_CLASS_INVALID: { ...unavailable, title: 'The model class does not follow the contract' },
  MODEL_INIT_FAILED: { ...unavailable, title: "The model's __init__ raised an exception" },
  MODEL_LOAD_FAILED: { ...unavailable, title: "The model's load() raised an exception" },
  MODEL_PYTHON_MISMATCH: { ...unavailable, title: 'The model was made with another version of Python' },
  MODEL_RAISED: { ...modelFault, title: 'The model raised an exception' },
  MODEL_EXITED: { ...modelFault, title: 'The model tried to end the process' },
  MODEL_METHOD_MISSING: { ...badRequest, http: 404, grpc: 'UNIMPLEMENTED', title: 'The model has no such method' },
  MODEL_HTTP_ERROR: { ...modelFault, title: 'The model answered with an HTTP error of its own' },
  RESULT_NOT_ENCODABLE: { ...modelFault, title: "The model's answer cannot be encoded" },
  RESULT_TOO_LARGE: { ...modelFault, title: "The model's answer is too large" },

  // Requests
  REQUEST_MALFORMED: { ...badRequest, title: 'The request is not valid HTTP' },
  REQUEST_HEADERS_TOO_LARGE: { ...badRequest, http: 431, title: 'The headers of the request are too large' },
  REQUEST_TIMEOUT: { ...badRequest, http: 408, grpc: 'DEADLINE_EXCEEDED', title: 'The request did not arrive in time' },
  REQUEST_BODY_INVALID: { ...badRequest, title: 'The body of the request is not valid' },
  REQUEST_INPUT_INVALID: { ...badRequest, title: 'The input does not fit the model' },
  REQUEST_OUTPUT_INVALID: { ...badRequest, title: 'An output that the request asks for cannot be given' },
  REQUEST_HEADER_INVALID: { ...badRequest, title: 'A header of the request is not valid' },
  REQUEST_ENCODING_UNSUPPORTED: {
    ...badRequest,
    http: 415,
    title: 'The content type or encoding of the request is not supported',
  },
  REQUEST_TOO_LARGE: {
    ...badRequest,
    http: 413,
    grpc: 'RESOURCE_EXHAUSTED',
    title: 'The body of the request is too large',
  },
  REQUEST_NEEDS_STREAM: { ...badRequest, grpc: 'UNIMPLEMENTED', title: 'The model answers with a stream' },
  REQUEST_EXPECTATION_UNKNOWN: { ...badRequest, http: 417, title: 'The request expects what the server does not know' },
  REQUEST_CANCELLED: { http: 499, grpc: 'CANCELLED', exit: 1, title: 'The request was cancelled' },
  REQUEST_QUEUE_TIMEOUT: {
    http: 503,
    grpc: 'UNAVAILABLE',
    exit: 1,
    title: 'No worker was free in time',
  },
  REQUEST_DEADLINE: { http: 504, grpc: 'DEADLINE_EXCEEDED', exit: 1, title: 'The deadline passed' },
  ROUTE_NOT_FOUND: { ...badRequest, http: 404, grpc: 'UNIMPLEMENTED', title: 'There is no such route' },
  ROUTE_METHOD_NOT_ALLOWED: {
    ...badRequest,
    http: 405,
    grpc: 'UNIMPLEMENTED',
    title: 'The route does not take this method',
  },
  ROUTE_UPGRADE_REQUIRED: { ...badRequest, http: 426, title: 'The route is a WebSocket' },
  MODEL_NOT_FOUND: { ...badRequest, http: 404, grpc: 'NOT_FOUND', title: 'There is no model of this name' },

  // Who may ask
  AUTH_REQUIRED: { ...badRequest, http: 401, grpc: 'UNAUTHENTICATED', title: 'The request needs a valid token' },
  AUTH_TOKENS_INVALID: { ...local, title: 'The file of tokens is not valid' },
  ORIGIN_REFUSED: { ...badRequest, http: 403, grpc: 'PERMISSION_DENIED', title: 'Pages of this origin may not ask' },

  // The server
  SERVER_BUSY: { http: 429, grpc: 'RESOURCE_EXHAUSTED', exit: 1, title: 'The queue is full' },
  SERVER_NOT_READY: { ...unavailable, title: 'The model is not ready' },
  SERVER_DRAINING: { ...unavailable, title: 'The server is shutting down' },
  SERVER_PAGE_MISSING: { ...unavailable, title: 'The files of the playground are missing' },
  SERVER_CERTIFICATE_INVALID: { ...local, title: 'The certificate or its key cannot be used' },
  SERVER_PORT_IN_USE: { ...local, title: 'The port is in use' },
  SERVER_UNREACHABLE: { ...local, title: 'The server cannot be reached' },
  SERVER_ANSWER_INCOMPLETE: { ...local, title: 'The answer of the server broke off' },
  SERVER_ANSWER_INVALID: { ...local, title: 'The server answered with something unexpected' },
  SERVER_LISTEN_FAILED: { ...local, title: 'The address cannot be listened on' },

  // The engine behind the Python package
  ENGINE_PROTOCOL: { ...local, title: 'A line that is not of the engine protocol' },
  ENGINE_METHOD_UNKNOWN: { ...local, title: 'The engine has no such method' },
  ENGINE_VERSION_MISMATCH: { ...local, title: 'The Python package and the engine are of different versions' },
  ENGINE_UNAVAILABLE: { ...local, title: 'The engine could not be started' },
  PLATFORM_UNSUPPORTED: { ...local, title: 'This operating system, or this Node, is not supported' },

  // Not the user's: a bug of ours
  INTERNAL: { ...modelFault, title: 'A bug in Truss' },
} as const satisfies Record<string, ErrorEntry>;

/** The public code of an expected error. */
export type ErrorCode = keyof typeof catalogue;

/** Whether a string that came from outside (the worker, a child) is a code of the catalogue. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(catalogue, code);
}
