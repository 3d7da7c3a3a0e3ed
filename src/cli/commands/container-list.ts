import { resolve } from 'node:path';

import { LABEL } from '../../core/image/labels.ts';
import { findContainers } from '../../toolchain/docker/find-containers.ts';
import { findEngine } from '../../toolchain/docker/find-engine.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, text } from '../definition/define-options.ts';
import { shortPath } from '../output/short-path.ts';
import { renderTable } from '../output/table.ts';

export const containerListCommand = defineCommand({
  description: 'Lists the containers that `truss image run` and the Python package have started, the newest first.',
  examples: [
    { command: 'truss container list', about: 'those that run' },
    { command: 'truss container list --all', about: 'those that have ended, too' },
  ],
  arguments: {},
  options: {
    all: flag('-a, --all', 'also those that have ended'),
    truss: text('--truss <directory>', 'only those of this truss'),
  },
  json: '{"containers": [{"id", "name", "image", "state", "url": url | null, "directory", "created"}]}',
  async run({ options, output, signal }) {
    const truss = options.truss === null ? null : resolve(options.truss);
    const found = await findContainers(await findEngine(signal), { directory: truss, all: options.all }, signal);
    const data = found.map(({ id, name, image, state, url, created, labels }) => {
      return { id, name, image: labels[LABEL.name] ?? image, state, url, directory: labels[LABEL.directory], created };
    });
    output.answer({ containers: data }, () => {
      if (data.length === 0) return 'No container of a truss runs.';
      const rows = data.map(({ name, image, state, url, directory }) => [
        name,
        image,
        state,
        url ?? '',
        directory === undefined ? '' : shortPath(directory),
      ]);
      return renderTable([['container', 'truss', 'state', 'answers at', 'directory'], ...rows]);
    });
  },
});
