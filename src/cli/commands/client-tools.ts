import { toolDefinition, toolRequest, TOOL_FORMATS } from '../../core/mcp/tool-definitions.ts';
import { toolsOf } from '../../core/mcp/tools.ts';
import { servedSchemas, trussSchema } from '../../host/ask/model-schemas.ts';
import { openTruss } from '../../host/prepare/open-truss.ts';
import { askedServerOptions } from '../definition/asked-server-options.ts';
import { defineCommand } from '../definition/define-command.ts';
import { choice, trussOrServer } from '../definition/define-options.ts';
import { environmentOptions } from '../definition/environment-options.ts';
import { readAskedServer, serverAddress } from '../input/asked-server.ts';
import { prepareOptions } from '../input/prepare-options.ts';
import { createModelOutput } from '../output/model-output.ts';

export const clientToolsCommand = defineCommand({
  description:
    'Prints the definitions of the models as tools, for a program that gives them to a language model itself: an array, in the form of an API. A schema is strict where that API can be held to it. Every method with a docstring is a tool. Assistants and editors call the models by themselves over `truss mcp` and `truss serve --mcp`.',
  examples: [
    {
      command: 'truss client tools iris_rfc > tools.json',
      about: '`tools` of a request to OpenAI, or to one who has copied it',
    },
    { command: 'truss client tools iris_rfc --format anthropic', about: '`tools` of a request to Anthropic' },
    { command: 'truss client tools http://127.0.0.1:8080 --json | jq .requests', about: 'where each is to be called' },
  ],
  arguments: { target: trussOrServer },
  options: {
    format: choice('--format <api>', `whose form: ${TOOL_FORMATS.join(', ')}`, TOOL_FORMATS),
    ...askedServerOptions,
    ...environmentOptions,
  },
  json: '{"format", "tools": [what the API takes], "requests": how each is asked by its name, "others": [{"model", "method", "why"}]}; of a request: {"path", "body": "json" | "bytes" | "text" | "form", "member": which of the arguments is the body where it is not all of them}; `others`: methods without a docstring',
  async run({ arguments: given, options, output, signal }) {
    const url = serverAddress(given.target, options.url);
    const caller = await readAskedServer({ ...options, url }, process.env);
    const load = async (): Promise<Parameters<typeof toolsOf>[0]> => [
      await trussSchema(await openTruss(given.target, output.warn), {
        ...prepareOptions(options, output, signal),
        onPrepared: () => output.progress.hint('Loading the model'),
        onLine: createModelOutput(output),
      }),
    ];
    const { tools, others } = toolsOf(url === null ? await load() : await servedSchemas(url, caller, signal));
    output.progress.clear();
    for (const { model, method, why } of others) output.note(() => `${method} of ${model} is no tool: ${why}`);
    const definitions = tools.map((tool) => toolDefinition(tool, options.format));
    const requests = Object.fromEntries(tools.map((tool) => [tool.name, toolRequest(tool)]));
    output.answer({ format: options.format, tools: definitions, requests, others }, () =>
      JSON.stringify(definitions, null, 2),
    );
  },
});
