import { readContainerLog } from '../../toolchain/containers/container-logs.ts';
import { findEngine } from '../../toolchain/docker/find-engine.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, integer, trussDirectory } from '../definition/define-options.ts';
import { meantContainers } from '../input/meant-containers.ts';

export const containerLogsCommand = defineCommand({
  description: 'Prints what a container has logged on stdout, also one that has ended.',
  examples: [
    { command: 'truss container logs iris_rfc', about: 'of the newest container of this truss' },
    { command: 'truss container logs -f happy_darwin', about: 'and what it logs from now on' },
  ],
  arguments: { container: { ...trussDirectory, description: 'a container, or a truss directory (default: this one)' } },
  options: {
    follow: flag('-f, --follow', 'go on until the container ends'),
    tail: integer('-n, --tail <number>', 'only the last lines', { min: 0, max: 1_000_000, fallback: null }),
  },
  json: 'the lines of the log as they are: those of the server are JSON objects',
  async run({ arguments: given, options, output, signal }) {
    const engine = await findEngine(signal);
    const [container] = await meantContainers(engine, [given.container], { all: true, signal });
    const { follow, tail } = options;
    const onLine = (line: string): void => void output.stdout.write(`${line}\n`);
    await readContainerLog(engine, container?.id ?? given.container, { follow, tail, onLine, signal });
  },
});
