// Commands that people know from the Truss of 2022 and from the command line of the hosted platform. They are not listed;
// who types one is told which command there is today, and where there is one that does the same, it is run.
import type { CommandRow } from '../definition/define-command.ts';
import { absentCommand } from './absent-command.ts';

export const formerCommands: readonly CommandRow[] = [
  {
    kind: 'command',
    name: 'run-example',
    summary: 'now `truss predict --example` and `truss test`',
    hidden: true,
    load: async () => (await import('./run-example.ts')).runExampleCommand,
  },
  {
    kind: 'command',
    name: 'migrate',
    summary: 'now `truss config migrate`',
    hidden: true,
    load: async () => (await import('./migrate.ts')).migrateCommand,
  },
  {
    kind: 'command',
    name: 'build-context',
    summary: 'now `truss image context`',
    hidden: true,
    load: async () => (await import('./containers.ts')).buildContextCommand,
  },
  {
    kind: 'command',
    name: 'build-image',
    summary: 'now `truss image build`',
    hidden: true,
    load: async () => (await import('./containers.ts')).buildImageCommand,
  },
  {
    kind: 'command',
    name: 'run-image',
    summary: 'now `truss image run`',
    hidden: true,
    load: async () => (await import('./containers.ts')).runImageCommand,
  },
  {
    kind: 'command',
    name: 'get-container-logs',
    summary: 'now `truss container logs`',
    hidden: true,
    load: async () => (await import('./containers.ts')).getContainerLogsCommand,
  },
  {
    kind: 'command',
    name: 'kill',
    summary: 'now `truss container kill`',
    hidden: true,
    load: async () => (await import('./containers.ts')).killCommand,
  },
  {
    kind: 'command',
    name: 'kill-all',
    summary: 'now `truss container kill-all`',
    hidden: true,
    load: async () => (await import('./containers.ts')).killAllCommand,
  },
  absentCommand('run-python', {
    code: 'COMMAND_NOT_AVAILABLE',
    message: '`truss run-python` ran a script in a container of 2022.',
    hint: 'Run it in the environment of the truss: "$(truss env path <directory>)/bin/python" <script>',
  }),
  hosted('push', 'deploys to a hosted platform', 'Serve it yourself: truss serve <directory>'),
  hosted(
    'login',
    'is for a hosted platform',
    'There is nothing to log in to. `truss secret set` keeps what a model needs.',
  ),
  hosted(
    'auth',
    'is for a hosted platform',
    'There is nothing to log in to. `truss secret set` keeps what a model needs.',
  ),
  hosted('whoami', 'is for a hosted platform', 'There is nothing to log in to.'),
  hosted('watch', 'follows a truss on a hosted platform', 'Serve every edit here: truss serve <directory> --reload'),
  hosted(
    'configure',
    'is for a hosted platform',
    'There is nothing to configure. `truss doctor` looks whether all is well.',
  ),
  hosted(
    'upgrade',
    'is for another Truss',
    'Upgrade this one where it was installed: pip install --upgrade truss, or npm install -g truss',
  ),
  hosted('ssh', 'leads to a hosted platform', 'The model runs here: look at it with what this machine has.'),
  hosted(
    'loops',
    'runs on a hosted platform',
    'Train where you like, and make a truss of the model: truss init <directory>',
  ),
  hosted('model-logs', 'reads from a hosted platform', '`truss serve` writes its log to stderr.'),
  hosted('model-config', 'reads from a hosted platform', 'See the config of a truss: truss config show <directory>'),
  hosted('download', 'reads from a hosted platform', 'A truss is a directory: copy it, or keep it in git.'),
  hosted(
    'train',
    'runs on a hosted platform',
    'Train where you like, and make a truss of the model: truss init <directory>',
  ),
  hosted('chains', 'runs on a hosted platform', 'Serve several trusses together: truss serve <directory> <directory>'),
];

function hosted(name: string, what: string, hint: string): CommandRow {
  const message = `\`truss ${name}\` ${what}. This Truss runs models on your own machines.`;
  return absentCommand(name, { code: 'COMMAND_NOT_AVAILABLE', message, hint });
}
