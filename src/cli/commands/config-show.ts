import { renderWholeConfig, withoutSecretValues } from '../../core/config/render/show-config.ts';
import { openTruss } from '../../host/prepare/open-truss.ts';
import { defineCommand } from '../definition/define-command.ts';
import { trussDirectory } from '../definition/define-options.ts';

export const configShowCommand = defineCommand({
  description:
    'Prints the whole config as Truss understands it: every field, with its default where config.yaml does not give it. Durations are in seconds, sizes in bytes; default values of secrets are hidden.',
  examples: [
    { command: 'truss config show iris_rfc', about: 'as YAML' },
    { command: 'truss config iris_rfc', about: 'the same, shorter' },
    { command: 'truss config show --json | jq .runtime', about: 'a part of it, for a program' },
  ],
  arguments: { directory: trussDirectory },
  options: {},
  json: 'the config: every field of config.yaml',
  async run({ arguments: given, output }) {
    const { config } = await openTruss(given.directory, output.warn);
    const shown = withoutSecretValues(config);
    output.answer(shown, () => renderWholeConfig(shown).trimEnd());
  },
});
