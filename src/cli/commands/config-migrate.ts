import { shellWord } from '../../core/shell-word.ts';
import { locate, withPlaces } from '../../host/prepare/open-truss.ts';
import { migrateProject } from '../../toolchain/project/edit/migrate-project.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, trussDirectory } from '../definition/define-options.ts';
import { renderDiff } from '../output/line-diff.ts';
import { shortPath } from '../output/short-path.ts';

export const configMigrateCommand = defineCommand({
  description:
    "Shows how the fields of config.yaml that have a newer form look in today's, and with --write replaces them. What the config means stays the same, and so do comments and order. Old forms go on being read: nothing has to be migrated.",
  examples: [
    { command: 'truss config migrate iris_rfc', about: 'what would change' },
    { command: 'truss config migrate iris_rfc --write', about: 'change it' },
  ],
  arguments: { directory: trussDirectory },
  options: { write: flag('--write', 'write the new config.yaml') },
  json: '{"file", "changes": [{"path", "message"}], "text": the config in its new form, "written": bool}',
  async run({ arguments: given, options, output }) {
    const migrated = await withPlaces(given.directory, () => migrateProject(given.directory, options));
    const { configPath, before, after, changes, issues } = migrated;
    const written = options.write && changes.length > 0;
    // The quoted lines are those of the new text, which is not in the file before it is written.
    if (written || changes.length === 0) output.warn(locate(issues, given.directory));
    const shown = shortPath(configPath);
    output.answer({ file: configPath, changes, text: after, written }, (styles) => {
      if (changes.length === 0) return `${styles.success('✔')} Nothing in ${shown} has a newer form`;
      const reasons = changes.map(({ path, message }) => `  ${styles.bold(path)}: ${message}`);
      const done = written ? [`${styles.success('✔')} Wrote ${shown}`] : [];
      return [renderDiff(before, after, styles), '', ...reasons, ...done].join('\n');
    });
    if (changes.length > 0 && !written) output.next([`truss config migrate ${shellWord(given.directory)} --write`]);
  },
});
