import { createServerHost } from '../../host/hosted-servers.ts';
import { createModelTester } from '../../host/hosted-tests.ts';
import { runEngine } from '../../toolchain/engine/run-engine.ts';
import { defineCommand } from '../definition/define-command.ts';

export const engineCommand = defineCommand({
  description:
    'Answers the Python package over stdin and stdout, one JSON object a line (specs/engine-protocol.md), until stdin ends. Not for people.',
  examples: [{ command: 'truss engine', about: 'what `import truss` starts' }],
  arguments: {},
  options: {},
  json: 'the engine protocol, with or without',
  // Ctrl-C in a notebook or script is meant for Python, which ends this process by closing stdin.
  ignoresInterrupt: true,
  async run({ signal }) {
    const servers = createServerHost();
    signal.addEventListener('abort', () => process.stdin.destroy(), { once: true });
    await runEngine({ input: process.stdin, output: process.stdout, servers, models: createModelTester() });
  },
});
