import { shellWord } from '../../core/shell-word.ts';
import { locate, withPlaces } from '../../host/prepare/open-truss.ts';
import { checkProject } from '../../toolchain/project/check/check-project.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, trussDirectory } from '../definition/define-options.ts';
import { shortPath } from '../output/short-path.ts';

export const configCheckCommand = defineCommand({
  description:
    'Finds every problem of config.yaml and of the examples, with its line, and every file that the config names and that is not there. Nothing is run. Ends with 1 where there is an error.',
  examples: [
    { command: 'truss config check iris_rfc', about: 'everything that is wrong or doubtful' },
    { command: 'truss config check --strict', about: 'in CI: an unknown key is an error too' },
  ],
  arguments: { directory: trussDirectory },
  options: { strict: flag('--strict', 'an unknown key is an error, not a warning') },
  json: '{"file", "issues": [{"path", "code", "message", "hint"?, "severity": "warning", "file"?, "line"?, "column"?}]}; where there are errors {"error": {"code", "message", "issues"}}',
  async run({ arguments: given, options, output }) {
    const project = await withPlaces(given.directory, () => checkProject(given.directory, options));
    const issues = locate(project.issues, project.directory);
    if (!output.json) output.warn(issues);
    const shown = shortPath(project.configPath);
    output.answer({ file: project.configPath, issues }, (styles) => {
      const warnings = issues.length === 1 ? ', with 1 warning' : `, with ${issues.length} warnings`;
      return `${styles.success('✔')} ${shown} is valid${issues.length === 0 ? '' : warnings}`;
    });
    output.next([`truss serve ${shellWord(shortPath(project.directory))}`]);
  },
});
