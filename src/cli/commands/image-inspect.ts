import { z } from 'zod';

import { LABEL } from '../../core/image/labels.ts';
import { findEngine } from '../../toolchain/docker/find-engine.ts';
import { inspectImages } from '../../toolchain/docker/find-images.ts';
import { requireTrussImage } from '../../toolchain/docker/require-truss-image.ts';
import { defineCommand } from '../definition/define-command.ts';
import { requiredText } from '../definition/define-options.ts';
import { byteSize } from '../output/byte-size.ts';
import { prettyJson } from '../output/pretty-json.ts';

/** What the label of the schema holds. */
const schemaLabel = z.object({ signature: z.unknown(), example: z.unknown() });

export const imageInspectCommand = defineCommand({
  description:
    'Says what an image of a truss is made of, and what its model takes and gives, from its labels: nothing is run.',
  examples: [{ command: 'truss image inspect iris-rfc', about: 'the image iris-rfc:latest' }],
  arguments: { image: requiredText('the name or id of an image') },
  options: {},
  json: '{"id", "tags": […], "bytes", "platform", "created", "name", "version", "python", "port", "hash", "digests": {"code", "lock", "data"}, "schema": {"signature", "example"}, "config"}',
  async run({ arguments: given, output, signal }) {
    const [image] = await inspectImages(await findEngine(signal), [given.image], signal);
    const { labels, ...facts } = requireTrussImage(image, given.image);
    const schema = schemaLabel.parse(JSON.parse(labels[LABEL.schema] ?? '{}'));
    const config: unknown = JSON.parse(labels[LABEL.config] ?? 'null');
    const digests = { code: labels[LABEL.code], lock: labels[LABEL.lock], data: labels[LABEL.data] };
    const [name, version] = [labels[LABEL.name], labels[LABEL.version]];
    const [python, port, hash] = [labels[LABEL.python], Number(labels[LABEL.port]), labels[LABEL.hash]];
    const data = { ...facts, name, version, python, port, hash, digests, schema, config };
    output.answer(data, (styles) =>
      [
        `${styles.bold(name ?? given.image)}  ${styles.dim(facts.id)}`,
        `  names     ${facts.tags.join(', ') || '-'}`,
        `  size      ${byteSize(facts.bytes)}, ${facts.platform}`,
        `  runs on   Python ${python}, Truss ${version}, port ${port}`,
        `  content   ${hash}`,
        `  code      ${digests.code}`,
        `  lock      ${digests.lock}`,
        `  data      ${labels[LABEL.delivery] === 'mounted' ? 'mounted when it runs' : digests.data}`,
        `  takes and gives`,
        prettyJson(
          JSON.stringify(schema.signature ?? 'not said: the config has no signature'),
          output.columns,
        ).replaceAll(/^/gm, '    '),
        ...((schema.example ?? null) === null ? [] : ['  a request', `    ${JSON.stringify(schema.example)}`]),
      ].join('\n'),
    );
  },
});
