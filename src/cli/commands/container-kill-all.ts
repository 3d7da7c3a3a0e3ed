import { killContainers } from '../../toolchain/containers/stop-containers.ts';
import { findContainers } from '../../toolchain/docker/find-containers.ts';
import { findEngine } from '../../toolchain/docker/find-engine.ts';
import { defineCommand } from '../definition/define-command.ts';
import { endedContainers } from '../output/ended-containers.ts';

export const containerKillAllCommand = defineCommand({
  description: 'Ends every container that Truss has started for this user (TRUSS_HOME), and removes them.',
  examples: [{ command: 'truss container kill-all', about: 'of all trusses' }],
  arguments: {},
  options: {},
  json: '{"ended": [{"id", "name"}]}',
  async run({ output, signal }) {
    const engine = await findEngine(signal);
    const found = await findContainers(engine, { directory: null, all: true }, signal);
    await killContainers(
      engine,
      found.map(({ id }) => id),
      signal,
    );
    endedContainers(found, 'Killed', output);
  },
});
