// Imports go one way: core <- system <- {server, toolchain} <- host <- cli, and core <- client <- {toolchain, host}. See ARCHITECTURE.md.
const coreFloors = require('./.dependency-cruiser-core.cjs');

const layer = (name, allowed) => ({
  name: `${name}-imports`,
  comment: `src/${name} may import only ${['itself', ...allowed].join(', ')}`,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: '^src/', pathNot: `^src/(${[name, ...allowed].join('|')})/` },
});

/** How a path below a folder goes on: of a file with its name, of a folder with a slash. */
const below = (name) => (name.endsWith('.ts') ? `${name.replace('.', '\\.')}$` : `${name}/`);

/**
 * In `of`, `name` (a folder, or a file) may import of `of` nothing but itself and `allowed`; `why` is the end of the sentence that says so.
 * Tests are left out: they put together what they test, and so stand above the folder that they lie in.
 */
const floor = (of, name, allowed, why) => ({
  name: `${of.split('/').at(-1)}-${name.replace('.ts', '')}`,
  comment: `${of}/${name} may import of ${of} only ${['itself', ...allowed].join(', ')}: ${why}`,
  severity: 'error',
  from: { path: `^${of}/${below(name)}`, pathNot: '\\.test\\.ts$' },
  to: { path: `^${of}/`, pathNot: `^${of}/(${[name, ...allowed].map(below).join('|')})` },
});

const SYSTEM = 'src/system';
const TOOLCHAIN = 'src/toolchain';
const PROJECT = 'src/toolchain/project';
const ENVIRONMENT = 'src/toolchain/environment';
const HOST = 'src/host';
const CLI = 'src/cli';
const SERVER = 'src/server';
const BACKENDS = 'src/server/backends';
const SERVICE = 'src/server/service';
const HTTP = 'src/server/http';
const GRPC = 'src/server/grpc';

/** What every protocol over HTTP stands on. */
const BELOW_PROTOCOLS = ['direct', 'gate', 'coding', 'body', 'answer', 'exchange'];

module.exports = {
  forbidden: [
    layer('core', []),
    layer('client', ['core']),
    layer('playground', ['core', 'client']),
    layer('system', ['core']),
    layer('server', ['core', 'system']),
    layer('toolchain', ['core', 'client', 'system']),
    layer('host', ['core', 'client', 'system', 'server', 'toolchain']),
    layer('cli', ['core', 'system', 'toolchain', 'host']),
    {
      name: 'sdk-imports',
      comment: 'src/index.ts is what the npm package exports, to browsers too: of the client and the core alone.',
      severity: 'error',
      from: { path: '^src/index\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(client|core)/' },
    },
    {
      name: 'sdk-on-top',
      comment: 'Nothing of ours imports src/index.ts: who needs something takes it from where it lies.',
      severity: 'error',
      from: {},
      to: { path: '^src/index\\.ts$' },
    },
    ...coreFloors(floor),
    floor(SYSTEM, 'processes', ['system-error.ts'], 'a child is started and ended without knowing for what.'),
    floor(
      SYSTEM,
      'files',
      ['processes', 'system-error.ts'],
      'who holds a claim is seen by its process; nothing else is known here.',
    ),
    floor(
      SYSTEM,
      'secrets',
      ['system-error.ts'],
      'values are found where they are mounted or set, and handed on as values.',
    ),
    floor(
      TOOLCHAIN,
      'home',
      ['progress.ts'],
      'everything of the user lies under TRUSS_HOME, which knows nothing of what it holds.',
    ),
    floor(TOOLCHAIN, 'secrets', ['home'], 'the values of secrets are found without knowing who needs them.'),
    floor(
      TOOLCHAIN,
      'project',
      ['home'],
      'a truss is opened, made and edited without an environment, a network or uv.',
    ),
    floor(
      TOOLCHAIN,
      'store',
      ['home'],
      'files are kept by their content, whoever needs them: weights, and layers of images.',
    ),
    floor(
      TOOLCHAIN,
      'weights',
      ['home', 'project', 'secrets', 'store', 'progress.ts'],
      'what is fetched follows from a truss and its lock.',
    ),
    floor(TOOLCHAIN, 'environment', ['home', 'project', 'progress.ts'], 'what a truss runs on follows from its files.'),
    floor(TOOLCHAIN, 'docker', ['home'], 'an engine is found and asked without knowing what for.'),
    floor(TOOLCHAIN, 'kubernetes', [], 'a cluster is asked without knowing what a truss is.'),
    floor(
      TOOLCHAIN,
      'image',
      ['docker', 'environment', 'home', 'project', 'secrets', 'weights', 'progress.ts'],
      'an image is made of a truss and its lock; that somebody runs it is another matter.',
    ),
    floor(
      TOOLCHAIN,
      'contained',
      ['containers', 'docker', 'image', 'project', 'secrets'],
      'a truss in a container is an image that is built and run, and neither knows the other.',
    ),
    floor(TOOLCHAIN, 'containers', ['docker'], 'a container runs whatever image there is, and knows no truss.'),
    floor(
      TOOLCHAIN,
      'cleanup',
      ['environment', 'home', 'store'],
      'what is removed lies under TRUSS_HOME: no truss is looked at.',
    ),
    floor(
      TOOLCHAIN,
      'doctor',
      ['docker', 'environment', 'home', 'secrets'],
      'the machine is looked at without a truss.',
    ),
    {
      name: 'toolchain-engine',
      comment:
        'Only the host and the command line import the engine: what Python may ask for is on top of all that can be done.',
      severity: 'error',
      from: { path: `^${TOOLCHAIN}/`, pathNot: `^${TOOLCHAIN}/engine/` },
      to: { path: `^${TOOLCHAIN}/engine/` },
    },
    floor(PROJECT, 'files', [], 'which files belong to a truss is known before one is opened.'),
    floor(
      PROJECT,
      'change',
      ['files'],
      'a change is made whole whatever it changes, and heals before anything is read.',
    ),
    floor(PROJECT, 'open', ['files', 'change'], 'reading a truss runs nothing and judges its config alone.'),
    floor(PROJECT, 'examples', ['change', 'open'], 'the examples of a truss are its own business.'),
    floor(PROJECT, 'check', ['files', 'open', 'examples'], 'a look at a truss changes nothing in it.'),
    floor(
      PROJECT,
      'requirements',
      ['change'],
      "a file of the user's is understood before it is known what becomes of it.",
    ),
    floor(
      PROJECT,
      'edit',
      ['files', 'change', 'open', 'check', 'requirements'],
      'a truss is edited without knowing how it was made.',
    ),
    floor(
      PROJECT,
      'create',
      ['files', 'change', 'open', 'requirements'],
      'a truss is made without knowing how it will be edited.',
    ),
    floor(ENVIRONMENT, 'sources', [], 'what is required is what the user wrote, wherever it will run.'),
    floor(ENVIRONMENT, 'python', ['sources'], 'a Python is chosen by the config, and before uv is needed.'),
    floor(ENVIRONMENT, 'lock-file', ['python'], 'a lock is read the same by who makes it and who installs it.'),
    floor(ENVIRONMENT, 'uv', ['sources', 'python'], 'uv is run and understood without knowing for what.'),
    floor(
      ENVIRONMENT,
      'store',
      ['sources', 'python', 'lock-file', 'uv'],
      'an environment is built from a lock, however that was made.',
    ),
    floor(
      ENVIRONMENT,
      'lock',
      ['sources', 'python', 'lock-file', 'uv', 'store'],
      'it is on top: the Python of an environment that is there reads the code.',
    ),
    floor(HOST, 'serve', [], 'how models come to life is the same for a command, Python and an image.'),
    floor(HOST, 'image', ['serve'], 'an image finds its truss by itself, and makes nothing.'),
    floor(HOST, 'prepare', ['serve'], 'a truss is made ready before anybody asks its model.'),
    floor(HOST, 'ask', ['serve', 'prepare'], 'one question to one model needs no server that listens.'),
    floor(HOST, 'mcp', ['ask', 'prepare'], 'tools over stdin need no server that listens.'),
    floor(HOST, 'router', ['serve'], 'a router hands requests on, and knows no truss.'),
    floor(HOST, 'contained', ['ask'], 'a container is asked as any other server is.'),
    floor(HOST, 'deploy', ['prepare'], 'a truss in a cluster is an image and manifests: nothing of it runs here.'),
    floor(HOST, 'trials', ['ask', 'contained', 'prepare'], 'an example is a question like any other.'),
    floor(HOST, 'bench', ['ask', 'prepare', 'serve-trusses.ts'], 'a load needs a server, and nothing needs a load.'),
    floor(HOST, 'reload', ['serve', 'prepare', 'ask'], 'a truss is served anew as it was served at first.'),
    {
      name: 'image-without-toolchain',
      comment:
        'What an image starts reaches the core, the system, the server and what is for images of the host: an image shall hold neither the command line nor what makes trusses.',
      severity: 'error',
      from: { path: '^src/host/image-(router-)?main\\.ts$' },
      to: {
        path: '^src/(cli|client|toolchain|host/(?!image-main|image-router-main|image/|router/|serve/))',
        reachable: true,
      },
    },
    floor(CLI, 'output', [], 'what is printed looks alike, whichever command prints it.'),
    floor(CLI, 'definition', ['output'], 'a command is data, which is read without running anything.'),
    floor(CLI, 'input', ['output'], 'what a command works on is found without knowing the command.'),
    floor(CLI, 'serving', ['output'], 'what is said of a server is words about what the host does.'),
    floor(CLI, 'completion', ['definition'], 'a shell completes what the definitions say.'),
    floor(
      CLI,
      'commands',
      ['completion', 'definition', 'input', 'output', 'serving'],
      'a command puts the parts together, and no other command needs it.',
    ),
    floor(CLI, 'former', ['commands', 'definition', 'output'], 'words of 2022 lead to commands of today.'),
    {
      name: 'models-start-in-one-place',
      comment:
        'A model starts in host/serve/serve-models.ts, behind a port, or in host/ask/with-model.ts, without one: so every command, Python and an image wait for it, and give it up, alike.',
      severity: 'error',
      from: {
        path: '^src/(host|cli)/',
        pathNot: ['^src/host/serve/serve-models\\.ts$', '^src/host/ask/with-model\\.ts$', '\\.test\\.ts$'],
      },
      to: { path: '^src/server/(main|start-service)\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    floor(SERVER, 'telemetry', [], 'every part of a server writes to the log, so the log knows none of them.'),
    floor(SERVER, 'auth', ['telemetry'], 'who may ask is decided alike for every transport.'),
    floor(
      SERVER,
      'port',
      ['telemetry'],
      'a port tells protocols apart by their first bytes, and is handed who speaks them.',
    ),
    floor(SERVER, 'backends', ['telemetry'], 'whatever computes knows neither who asks nor over what.'),
    floor(SERVER, 'service', ['backends', 'telemetry'], 'a request is the same whatever transport it came over.'),
    floor(SERVER, 'grpc', ['service', 'backends', 'auth', 'telemetry'], "what it shares with HTTP is the service's."),
    floor(SERVER, 'http2', [], 'it hands requests of HTTP/2 to who serves HTTP/1.1, and knows none of them.'),
    floor(
      SERVER,
      'mcp',
      ['service', 'telemetry'],
      'a tool is a request to a model, whether its call came over HTTP or stdin.',
    ),
    floor(
      SERVER,
      'http',
      ['mcp', 'service', 'backends', 'auth', 'telemetry'],
      "what it shares with gRPC is the service's.",
    ),
    {
      name: 'transports-see-the-seam',
      comment: 'Of the backends a transport sees the seam alone: what it may ask then holds for every kind of them.',
      severity: 'error',
      from: { path: `^${SERVER}/(http|grpc)/` },
      to: { path: `^${SERVER}/backends/`, pathNot: `^${SERVER}/backends/backend\\.ts$` },
    },
    floor(BACKENDS, 'backend.ts', [], 'it is the seam, and knows nobody behind it.'),
    floor(BACKENDS, 'processes', [], 'a process is started, read and ended without knowing what it speaks.'),
    floor(BACKENDS, 'devices', [], 'who gets which device is decided before there is a process.'),
    floor(BACKENDS, 'workers', ['backend.ts', 'processes'], 'one kind of backend knows no other one.'),
    floor(BACKENDS, 'upstream', ['backend.ts', 'processes'], 'one kind of backend knows no other one.'),
    {
      name: 'backends-are-chosen-in-one-place',
      comment:
        'What runs a model, and where, is decided in create-edition.ts: everybody else has the seam, behind which a kind of backend can be added. What a worker is told of its model is what an entry is described by.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/server/backends/', '^src/server/create-edition\\.ts$'] },
      to: {
        path: `^${BACKENDS}/`,
        pathNot: [`^${BACKENDS}/backend\\.ts$`, `^${BACKENDS}/workers/handshake\\.ts$`],
      },
    },
    floor(
      SERVICE,
      'scheduling/scheduler.ts',
      [],
      'it is the seam between the requests of an edition and its replicas.',
    ),
    floor(
      SERVICE,
      'scheduling',
      [],
      'a scheduler knows replicas by what they take, so that another one can stand beside it.',
    ),
    floor(
      SERVICE,
      'replica.ts',
      ['replica-load.ts', 'scheduling/scheduler.ts', 'wakeful-loop.ts'],
      'it runs one process, and knows neither a queue nor other replicas.',
    ),
    floor(
      SERVICE,
      'edition.ts',
      ['edition-parts.ts', 'model-facts.ts', 'replica.ts', 'scheduling/scheduler.ts', 'wakeful-loop.ts', 'warm-up.ts'],
      'it is told which requests to answer, by whoever owns it.',
    ),
    {
      name: 'service-entry',
      comment:
        'An entry owns the requests of its model, and does not know how it is found, asked or counted: all entries are asked through the service above it.',
      severity: 'error',
      from: { path: `^${SERVICE}/entry\\.ts$` },
      to: {
        path: `^${SERVICE}/(registry|inference-service|service-metrics|deadline-timer|replace-edition|promise-sink)\\.ts$`,
      },
    },
    floor(HTTP, 'direct', [], 'a request is read off its connection without knowing what is done for it.'),
    floor(HTTP, 'gate', ['direct'], 'who may come in is decided before anything is read.'),
    floor(HTTP, 'coding', [], 'bytes are packed and unpacked without knowing what they are.'),
    floor(HTTP, 'body', ['direct', 'coding'], 'what came is understood before anybody knows what is asked.'),
    floor(HTTP, 'answer', ['direct', 'coding', 'body'], 'an answer is sent without knowing what was asked.'),
    floor(
      HTTP,
      'exchange',
      ['direct', 'gate', 'coding', 'body', 'answer'],
      'one request to its answer is the same for every protocol.',
    ),
    {
      name: 'http-protocols',
      comment:
        'A protocol imports no other one: it can be added, changed and taken away alone. Every other folder is one.',
      severity: 'error',
      from: { path: `^${HTTP}/(?!(?:${[...BELOW_PROTOCOLS, 'routing'].join('|')})/)([^/]+)/` },
      to: { path: `^${HTTP}/`, pathNot: `^${HTTP}/(?:${BELOW_PROTOCOLS.join('|')}|$1)/` },
    },
    {
      name: 'http-routing',
      comment: 'Routes are found below the server, which is the only one to look for them.',
      severity: 'error',
      from: { path: `^${HTTP}/routing/` },
      to: { path: `^${HTTP}/[^/]+$` },
    },
    floor(GRPC, 'connection', [], 'the bounds of a connection hold whatever is called on it.'),
    floor(GRPC, 'call', [], 'what every call goes through knows no method.'),
    floor(
      GRPC,
      'direct',
      ['connection', 'call', 'inference'],
      'a prediction past the library knows none of the other methods.',
    ),
    floor(GRPC, 'inference', ['call'], 'predictions need none of the other methods.'),
    floor(
      GRPC,
      'services',
      ['call', 'inference'],
      'the table of methods is above what answers them, and below the server.',
    ),
    {
      name: 'core-is-pure',
      comment: 'The core runs in a browser too.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'client-is-pure',
      comment: 'The client runs in a browser too.',
      severity: 'error',
      from: { path: '^src/client/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-cycles',
      comment: 'No file imports itself through others: one of a circle cannot be understood, tested or moved alone.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs', '.json'] },
  },
};
