import { resolve } from 'node:path';

import { stringify } from 'yaml';

import { composeDocument, insidePort, portsFrom } from '../../core/image/compose.ts';
import { LABEL } from '../../core/image/labels.ts';
import { shellWord } from '../../core/shell-word.ts';
import { openTruss } from '../../host/prepare/open-truss.ts';
import { servedNames } from '../../host/prepare/served-names.ts';
import { writeFileWhole } from '../../system/files/write-file-whole.ts';
import { explainWriteError } from '../../toolchain/home/explain-system-error.ts';
import type { BuiltImage } from '../../toolchain/image/build-image.ts';
import { buildImage } from '../../toolchain/image/build-image.ts';
import { trussFiles } from '../../toolchain/project/files/truss-files.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, integer, textWithDefault, trussDirectories } from '../definition/define-options.ts';
import { ONE_PORT, requireRouter } from '../definition/ports-here.ts';
import { containedOptions } from '../input/contained-options.ts';

const HEADING = '# Made by `truss image compose`: docker compose up --detach --wait\n';

export const imageComposeCommand = defineCommand({
  description:
    'Builds the images of trusses where something has changed, and writes a compose file that runs them: a service and a port each, with the limits, secrets and GPUs of their configs.',
  examples: [
    { command: 'truss image compose iris_rfc churn', about: 'compose.yaml, on the ports 8080 and 8081' },
    { command: 'truss image compose iris_rfc --output prod.yaml --port 9000', about: 'another file, other ports' },
    { command: 'truss image compose iris_rfc churn --one-port', about: 'both on 8080, each by its name' },
  ],
  arguments: { directories: trussDirectories },
  options: {
    output: textWithDefault('-o, --output <path>', 'the file to write', 'compose.yaml'),
    port: integer('-p, --port <number>', 'of the first truss, on 127.0.0.1; the others follow it', {
      min: 1,
      max: 65_535,
      fallback: 8080,
    }),
    onePort: flag('--one-port', ONE_PORT),
    mountData: flag('--mount-data', 'leave data/ out of the images, and mount it'),
  },
  json: '{"file", "services": [{"name", "image", "port"}]}',
  async run({ arguments: given, options, output, signal }) {
    const projects = [];
    for (const directory of given.directories) projects.push(await openTruss(directory, output.warn, 'image'));
    requireRouter(projects, options.onePort);
    const ports = options.onePort ? projects.map(() => null) : portsFrom(options.port, projects.length);
    const names = servedNames(projects);
    const trusses = [];
    let engine: BuiltImage['client'] = 'docker';
    for (const [index, project] of projects.entries()) {
      const build = { ...containedOptions(false, output, signal), withData: !options.mountData };
      const { image, tag, client, warnings } = await buildImage(project, build);
      engine = client;
      output.warn(warnings);
      const inside = insidePort(image.labels[LABEL.port]);
      const data = options.mountData ? trussFiles(project).data : null;
      const [name = '', port = null] = [names[index], ports[index]];
      // The router asks for each model by the name of its service.
      const variables = options.onePort ? { TRUSS_MODEL_NAME: name } : {};
      trusses.push({ name, image: tag, config: project.config, port, inside, data, variables });
    }
    const file = resolve(options.output);
    const routed = options.onePort ? options.port : null;
    await writeFileWhole(file, HEADING + stringify(composeDocument(trusses, routed))).catch((error: unknown) => {
      throw explainWriteError(error, file);
    });
    const services = trusses.map(({ name, image, port }) => ({ name, image, port: port ?? options.port }));
    output.answer({ file, services }, (styles) =>
      [
        `${styles.success('✔')} Wrote ${options.output}`,
        ...services.map(({ name, port }) => `  ${name} on http://127.0.0.1:${port}`),
      ].join('\n'),
    );
    output.next([`${engine} compose --file ${shellWord(options.output)} up --detach --wait`]);
  },
});
