import { LABEL } from '../../core/image/labels.ts';
import { findEngine } from '../../toolchain/docker/find-engine.ts';
import { findImages } from '../../toolchain/docker/find-images.ts';
import { defineCommand } from '../definition/define-command.ts';
import { byteSize } from '../output/byte-size.ts';
import { renderTable } from '../output/table.ts';

export const imageListCommand = defineCommand({
  description: 'Lists the images of trusses that the engine has, the newest first.',
  examples: [{ command: 'truss image list', about: 'their names, trusses and sizes' }],
  arguments: {},
  options: {},
  json: '{"images": [{"id", "tags": […], "name", "version", "python", "hash", "bytes", "platform", "created"}]}',
  async run({ output, signal }) {
    const images = await findImages(await findEngine(signal), {}, signal);
    const data = images.map(({ id, tags, labels, bytes, platform, created }) => {
      const [name, version] = [labels[LABEL.name] ?? null, labels[LABEL.version] ?? null];
      const [python, hash] = [labels[LABEL.python] ?? null, labels[LABEL.hash] ?? null];
      return { id, tags, name, version, python, hash, bytes, platform, created };
    });
    output.answer({ images: data }, () => {
      if (data.length === 0) return 'There are no images of trusses.';
      const rows = data.map(({ id, tags, python, bytes, created }) => [
        tags.join(', ') || id.slice(7, 19),
        `Python ${python}`,
        byteSize(bytes),
        created.slice(0, 16).replace('T', ' '),
      ]);
      return renderTable([['image', 'runs on', 'size', 'built'], ...rows]);
    });
  },
});
