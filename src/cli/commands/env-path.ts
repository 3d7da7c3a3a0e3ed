import { openTruss } from '../../host/prepare/open-truss.ts';
import { defineCommand } from '../definition/define-command.ts';
import { trussDirectory } from '../definition/define-options.ts';
import { requireEnvironment } from '../input/require-environment.ts';

export const envPathCommand = defineCommand({
  description: "Prints the directory of the truss's environment, and nothing else. Nothing is built.",
  examples: [
    { command: 'truss env path iris_rfc', about: 'where it is' },
    { command: '"$(truss env path iris_rfc)/bin/python"', about: 'its Python, to try things in' },
  ],
  arguments: { directory: trussDirectory },
  options: {},
  json: '{"directory", "python"}',
  async run({ arguments: given, output }) {
    const { directory, python } = await requireEnvironment(await openTruss(given.directory, output.warn));
    output.answer({ directory, python }, () => directory);
  },
});
