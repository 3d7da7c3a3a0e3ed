import { openTruss } from '../../host/prepare/open-truss.ts';
import { buildImage } from '../../toolchain/image/build-image.ts';
import { buildOptions, readBuildOptions } from '../definition/build-options.ts';
import { defineCommand } from '../definition/define-command.ts';
import { trussDirectory } from '../definition/define-options.ts';
import { createBuildOutput } from '../output/build-output.ts';
import { renderBuild } from '../output/render-build.ts';

export const imageBuildCommand = defineCommand({
  description:
    'Builds an image of the truss with Docker (BuildKit) or Podman: its environment from requirements.lock, its data, the server, its code, each a layer of its own, so that an edit makes anew what it has changed. Where nothing has changed since, nothing is built. `.truss_ignore` says, in the syntax of .gitignore, what does not go in.',
  examples: [
    { command: 'truss image build iris_rfc', about: 'an image called iris-rfc:latest' },
    { command: 'truss image build iris_rfc --tag registry.example.com/iris:1', about: 'under a name of your own' },
    { command: 'truss image build --platform linux/arm64 --no-cache', about: 'for another processor, everything anew' },
  ],
  arguments: { directory: trussDirectory },
  options: buildOptions,
  json: '{"id", "tag", "tags": […], "hash", "built": bool, "engine", "bytes", "platform", "layers": [{"name", "about", "bytes"}], "steps": [{"layer", "about", "seconds", "cached"}]}; meanwhile, on stderr, a line for each event: {"event": "progress|begun|said|ended|failed", …}',
  async run({ arguments: given, options, output, signal }) {
    const project = await openTruss(given.directory, output.warn, 'image');
    const startedAt = performance.now();
    const shown = createBuildOutput(output, options.progress);
    const built = await buildImage(project, { ...readBuildOptions(options), ...shown, signal });
    const seconds = (performance.now() - startedAt) / 1000;
    output.warn(built.warnings);
    const { image, tag, engine, client, layers, steps } = built;
    const data = { id: image.id, tag, tags: image.tags, hash: image.labels['truss.hash'], built: built.built, engine };
    output.answer({ ...data, bytes: image.bytes, platform: image.platform, layers, steps }, (styles) =>
      renderBuild(built, seconds, styles),
    );
    output.next([`truss image run ${given.directory}`, `${client} run --rm --init -p 127.0.0.1:8080:8080 ${tag}`]);
  },
});
