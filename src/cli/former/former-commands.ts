// Commands that people know from the Truss of 2022 and from the command line of the hosted platform. They are not listed;
// who types one is told which command there is today, and where there is one that does the same, it is run.
import type { CommandRow } from '../definition/define-command.ts';
import { absentCommand } from './absent-command.ts';

const SERVE = 'Serve it without a container: truss serve <directory>';
const STOP = 'A server of `truss serve` is stopped by Ctrl-C or SIGTERM.';

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
  container('build-context', SERVE),
  container('build-image', SERVE),
  container('run-image', SERVE),
  container('get-container-logs', '`truss serve` writes its log to stderr.'),
  container(
    'run-python',
    'Run it in the environment of the truss: "$(truss env path <directory>)/bin/python" <script>',
  ),
  container('kill', STOP),
  container('kill-all', STOP),
  container('image', SERVE),
  container('container', STOP),
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

function container(name: string, hint: string): CommandRow {
  const message = `\`truss ${name}\` needs images and containers, and this version of Truss makes none.`;
  return absentCommand(name, { code: 'CONTAINERS_UNSUPPORTED', message, hint });
}

function hosted(name: string, what: string, hint: string): CommandRow {
  const message = `\`truss ${name}\` ${what}. This Truss runs models on your own machines.`;
  return absentCommand(name, { code: 'COMMAND_NOT_AVAILABLE', message, hint });
}
