// Every command, with what `truss --help` says of it. The modules behind are imported only when they are run.
import { clientCommands } from './client-commands.ts';
import type { CommandGroup, CommandRow } from './definition/define-command.ts';
import { deployCommands } from './deploy-commands.ts';
import { formerCommands } from './former/former-commands.ts';

export const commandList: readonly (CommandRow | CommandGroup)[] = [
  {
    kind: 'command',
    name: 'init',
    summary: 'make a new truss to fill with a model of your own',
    load: async () => (await import('./commands/init.ts')).initCommand,
  },
  {
    kind: 'command',
    name: 'predict',
    summary: 'call the model once and print its answer',
    load: async () => (await import('./commands/predict.ts')).predictCommand,
  },
  {
    kind: 'command',
    name: 'test',
    summary: 'run the examples and compare the answers with what is expected',
    load: async () => (await import('./commands/test.ts')).testCommand,
  },
  {
    kind: 'command',
    name: 'serve',
    summary: 'serve one or more trusses over HTTP',
    load: async () => (await import('./commands/serve.ts')).serveCommand,
  },
  {
    kind: 'command',
    name: 'schema',
    summary: 'say what the model takes and gives, as JSON Schema',
    load: async () => (await import('./commands/schema.ts')).schemaCommand,
  },
  clientCommands,
  {
    kind: 'command',
    name: 'mcp',
    summary: 'offer the models to an assistant or an editor as tools (MCP over stdin)',
    load: async () => (await import('./commands/mcp.ts')).mcpCommand,
  },
  {
    kind: 'command',
    name: 'bench',
    summary: 'measure how many requests a second the model answers, and how fast',
    load: async () => (await import('./commands/bench.ts')).benchCommand,
  },
  {
    kind: 'command',
    name: 'convert',
    summary: 'make a truss that answers the same, faster: its model as an ONNX graph',
    load: async () => (await import('./commands/convert.ts')).convertCommand,
  },
  {
    kind: 'group',
    name: 'env',
    summary: 'the Python environments that trusses run in',
    examples: [
      { command: 'truss env create iris_rfc', about: 'build the environment before it is needed' },
      { command: 'truss env list', about: 'which there are, and how large' },
    ],
    forDirectory: 'show',
    commands: [
      {
        kind: 'command',
        name: 'create',
        summary: "lock the truss's requirements and build its environment",
        load: async () => (await import('./commands/env-create.ts')).envCreateCommand,
      },
      {
        kind: 'command',
        name: 'lock',
        summary: "write the truss's requirements.lock, without installing",
        load: async () => (await import('./commands/env-lock.ts')).envLockCommand,
      },
      {
        kind: 'command',
        name: 'show',
        summary: "show the truss's environment: which Python, which packages, where",
        load: async () => (await import('./commands/env-show.ts')).envShowCommand,
      },
      {
        kind: 'command',
        name: 'path',
        summary: "print where the truss's environment is",
        load: async () => (await import('./commands/env-path.ts')).envPathCommand,
      },
      {
        kind: 'command',
        name: 'list',
        summary: 'list the environments on this machine',
        load: async () => (await import('./commands/env-list.ts')).envListCommand,
      },
      {
        kind: 'command',
        name: 'remove',
        summary: 'remove environments; they are built anew when needed',
        load: async () => (await import('./commands/env-remove.ts')).envRemoveCommand,
      },
    ],
  },
  {
    kind: 'group',
    name: 'image',
    summary: 'images of trusses, for Docker and Podman',
    examples: [
      { command: 'truss image build iris_rfc', about: 'an image that answers as the truss does here' },
      { command: 'truss image run iris_rfc', about: 'built where needed, and run' },
    ],
    forDirectory: 'build',
    commands: [
      {
        kind: 'command',
        name: 'build',
        summary: 'build an image of the truss; nothing where nothing has changed',
        load: async () => (await import('./commands/image-build.ts')).imageBuildCommand,
      },
      {
        kind: 'command',
        name: 'run',
        summary: 'run the image in a container, built where needed',
        load: async () => (await import('./commands/image-run.ts')).imageRunCommand,
      },
      {
        kind: 'command',
        name: 'context',
        summary: 'write what the image is made of, for any docker build',
        load: async () => (await import('./commands/image-context.ts')).imageContextCommand,
      },
      {
        kind: 'command',
        name: 'list',
        summary: 'list the images of trusses',
        load: async () => (await import('./commands/image-list.ts')).imageListCommand,
      },
      {
        kind: 'command',
        name: 'inspect',
        summary: 'what an image is made of, and what its model takes and gives',
        load: async () => (await import('./commands/image-inspect.ts')).imageInspectCommand,
      },
      {
        kind: 'command',
        name: 'compose',
        summary: 'write a compose file that runs several trusses',
        load: async () => (await import('./commands/image-compose.ts')).imageComposeCommand,
      },
      {
        kind: 'command',
        name: 'verify',
        summary: 'compare the packages of an image with the lock',
        load: async () => (await import('./commands/image-verify.ts')).imageVerifyCommand,
      },
    ],
  },
  {
    kind: 'group',
    name: 'container',
    summary: 'containers that images of trusses run in',
    examples: [
      { command: 'truss container list', about: 'which run, and where they answer' },
      { command: 'truss container stop iris_rfc', about: 'stop those of a truss' },
    ],
    commands: [
      {
        kind: 'command',
        name: 'list',
        summary: 'list the containers of trusses',
        load: async () => (await import('./commands/container-list.ts')).containerListCommand,
      },
      {
        kind: 'command',
        name: 'logs',
        summary: 'print the log of a container',
        load: async () => (await import('./commands/container-logs.ts')).containerLogsCommand,
      },
      {
        kind: 'command',
        name: 'stop',
        summary: 'stop containers, which answer what they have accepted',
        load: async () => (await import('./commands/container-stop.ts')).containerStopCommand,
      },
      {
        kind: 'command',
        name: 'kill',
        summary: 'end containers at once',
        load: async () => (await import('./commands/container-kill.ts')).containerKillCommand,
      },
      {
        kind: 'command',
        name: 'kill-all',
        summary: 'end every container that Truss has started',
        load: async () => (await import('./commands/container-kill-all.ts')).containerKillAllCommand,
      },
    ],
  },
  deployCommands,
  {
    kind: 'group',
    name: 'weights',
    summary: 'large files that do not lie in the truss: fetched once, pinned, checked',
    examples: [
      { command: 'truss weights lock llama', about: 'pin what the sources have now' },
      { command: 'truss weights pull llama', about: 'fetch what is missing' },
    ],
    commands: [
      {
        kind: 'command',
        name: 'lock',
        summary: 'pin each file of each source in weights.lock',
        load: async () => (await import('./commands/weights-lock.ts')).weightsLockCommand,
      },
      {
        kind: 'command',
        name: 'pull',
        summary: 'fetch the files that are missing',
        load: async () => (await import('./commands/weights-pull.ts')).weightsPullCommand,
      },
      {
        kind: 'command',
        name: 'status',
        summary: 'show what is here, and what is missing',
        load: async () => (await import('./commands/weights-status.ts')).weightsStatusCommand,
      },
      {
        kind: 'command',
        name: 'verify',
        summary: 'compare every file with weights.lock, and on demand its source',
        load: async () => (await import('./commands/weights-verify.ts')).weightsVerifyCommand,
      },
      {
        kind: 'command',
        name: 'clean',
        summary: 'take weights away from this machine; a pull brings them back',
        load: async () => (await import('./commands/weights-clean.ts')).weightsCleanCommand,
      },
    ],
  },
  {
    kind: 'group',
    name: 'config',
    summary: "what a truss's config.yaml says",
    examples: [
      { command: 'truss config check iris_rfc', about: 'all that is wrong with it' },
      { command: 'truss config iris_rfc', about: 'the whole config, with its defaults' },
    ],
    forDirectory: 'show',
    commands: [
      {
        kind: 'command',
        name: 'check',
        summary: 'find every problem of config.yaml',
        load: async () => (await import('./commands/config-check.ts')).configCheckCommand,
      },
      {
        kind: 'command',
        name: 'show',
        summary: 'print the whole config, with all defaults',
        load: async () => (await import('./commands/config-show.ts')).configShowCommand,
      },
      {
        kind: 'command',
        name: 'schema',
        summary: 'print the JSON Schema of config.yaml, for editors',
        load: async () => (await import('./commands/config-schema.ts')).configSchemaCommand,
      },
      {
        kind: 'command',
        name: 'migrate',
        summary: "bring old fields into today's form",
        load: async () => (await import('./commands/config-migrate.ts')).configMigrateCommand,
      },
    ],
  },
  {
    kind: 'group',
    name: 'metrics',
    summary: 'what servers tell of themselves',
    examples: [
      { command: 'truss metrics dashboard > truss-dashboard.json', about: 'a dashboard, for Grafana to import' },
    ],
    commands: [
      {
        kind: 'command',
        name: 'dashboard',
        summary: 'print a dashboard for Grafana',
        load: async () => (await import('./commands/metrics-dashboard.ts')).metricsDashboardCommand,
      },
    ],
  },
  {
    kind: 'group',
    name: 'secret',
    summary: 'what models may know and nobody else, kept on this machine',
    examples: [
      { command: 'truss secret set hf_access_token', about: 'asks for the value' },
      { command: 'truss secret list', about: 'the names; no value is ever shown' },
    ],
    commands: [
      {
        kind: 'command',
        name: 'set',
        summary: 'keep a secret, or change one',
        load: async () => (await import('./commands/secret-set.ts')).secretSetCommand,
      },
      {
        kind: 'command',
        name: 'list',
        summary: 'list the names of the secrets',
        load: async () => (await import('./commands/secret-list.ts')).secretListCommand,
      },
      {
        kind: 'command',
        name: 'remove',
        summary: 'forget secrets',
        load: async () => (await import('./commands/secret-remove.ts')).secretRemoveCommand,
      },
    ],
  },
  {
    kind: 'command',
    name: 'doctor',
    summary: 'look whether everything is there that Truss uses',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
  {
    kind: 'command',
    name: 'cleanup',
    summary: 'free the space of caches and unused environments',
    load: async () => (await import('./commands/cleanup.ts')).cleanupCommand,
  },
  {
    kind: 'command',
    name: 'completion',
    summary: 'print a script that completes commands in your shell',
    load: async () => (await import('./commands/completion.ts')).completionCommand,
  },
  {
    kind: 'command',
    name: 'engine',
    summary: 'answer the Python package over stdin and stdout',
    hidden: true,
    load: async () => (await import('./commands/engine.ts')).engineCommand,
  },
  ...formerCommands,
];
