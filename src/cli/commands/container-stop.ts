import { stopContainers } from '../../toolchain/containers/stop-containers.ts';
import { findEngine } from '../../toolchain/docker/find-engine.ts';
import { defineCommand } from '../definition/define-command.ts';
import { trussDirectories } from '../definition/define-options.ts';
import { meantContainers } from '../input/meant-containers.ts';
import { endedContainers } from '../output/ended-containers.ts';

export const containerStopCommand = defineCommand({
  description: 'Stops containers: they answer what they have accepted, within 25 s, and are removed.',
  examples: [
    { command: 'truss container stop iris_rfc', about: 'every container of this truss' },
    { command: 'truss container stop happy_darwin', about: 'the one of this name' },
  ],
  arguments: {
    containers: { ...trussDirectories, description: 'containers, or truss directories (default: this one)' },
  },
  options: {},
  json: '{"ended": [{"id", "name"}]}',
  async run({ arguments: given, output, signal }) {
    const engine = await findEngine(signal);
    const found = await meantContainers(engine, given.containers, { all: true, signal });
    output.progress.hint('Stopping');
    await stopContainers(
      engine,
      found.map(({ id }) => id),
      signal,
    );
    endedContainers(found, 'Stopped', output);
  },
});
