import { serveStdio } from '../../host/mcp/serve-stdio.ts';
import { openTruss } from '../../host/prepare/open-truss.ts';
import { defineCommand } from '../definition/define-command.ts';
import { trussDirectories } from '../definition/define-options.ts';
import { environmentOptions } from '../definition/environment-options.ts';
import { prepareOptions } from '../input/prepare-options.ts';
import { createModelOutput } from '../output/model-output.ts';

export const mcpCommand = defineCommand({
  description:
    'Offers the models of trusses as tools to a program that starts it, such as a desktop assistant or an editor: the Model Context Protocol over stdin and stdout, one message a line, until stdin ends. Every method with a docstring is a tool. What the models print goes to stderr. For a server that runs already, there is `truss serve --mcp`.',
  examples: [
    { command: 'truss mcp iris_rfc', about: 'what stands as `command` and `args` in the settings of the program' },
    { command: 'truss mcp iris_rfc churn', about: 'the tools of several trusses' },
    { command: 'claude mcp add iris -- truss mcp "$PWD/iris_rfc"', about: 'for Claude Code' },
  ],
  arguments: { directories: trussDirectories },
  options: { ...environmentOptions },
  json: 'the messages of the protocol, with or without',
  async run({ arguments: given, options, output, signal }) {
    const projects = [];
    for (const directory of given.directories) projects.push(await openTruss(directory, output.warn));
    const run = {
      ...prepareOptions(options, output, signal),
      onPrepared: output.progress.clear,
      onLine: createModelOutput(output),
    };
    await serveStdio(projects, run, { input: process.stdin, output: process.stdout });
  },
});
