import type { Stage } from '../../../core/image/dockerfile.ts';
import { LAYERS } from '../../../core/image/layers.ts';

/** What stands beside a Dockerfile, for whoever looks into the directory. */
export function contextReadme(name: string, stages: readonly Stage[]): string {
  const made = new Set(stages.at(-1)?.instructions.map(({ layer }) => layer));
  const rows = LAYERS.filter((layer) => made.has(layer.name)).map(
    ({ about, changedBy }) => `| ${about} | ${changedBy} |`,
  );
  return `# The image of ${name}

Build it, run it, ask it:

    docker build -t ${name} .
    docker run --rm --init --read-only --tmpfs /tmp -p 127.0.0.1:8080:8080 ${name}
    curl http://127.0.0.1:8080/v1/models

It needs BuildKit, as every Docker since 23.0 has it; before that, \`DOCKER_BUILDKIT=1\`. Behind a proxy that encrypts anew, add
\`--secret id=ca,src=<file of certificates>\`: no layer keeps them.

Each folder of \`layers/\` is copied to the root of the image as a layer of its own. From what changes least to what changes most:

| layer | made anew, with all below it, by |
|---|---|
${rows.join('\n')}
`;
}
