import type { EntryOptions } from '../../server/entry-options.ts';
import type { RunningServer } from '../../server/main.ts';
import type { Project } from '../../toolchain/project/open-project.ts';
import type { Output } from '../output/output.ts';
import { shortPath } from '../output/short-path.ts';
import { curlLine, hasPath } from './curl-line.ts';
import { sampleRequest } from './sample-request.ts';

/** What a server serves; the project and the entry of a truss have the same index. */
export interface Served {
  readonly projects: readonly Project[];
  readonly entries: readonly EntryOptions[];
}

/** Says where a ready server is, and how to ask each of its models. */
export async function announceServer(
  server: RunningServer,
  { projects, entries }: Served,
  output: Output,
): Promise<void> {
  const { url } = server;
  const lines: string[] = [];
  for (const [index, project] of projects.entries()) {
    const name = entries[index]?.name ?? '';
    lines.push(curlLine(url, name, await sampleRequest(project, hasPath, output)));
  }
  const data = entries.map(({ name, directory, python }) => {
    return { name, directory, python, workers: server.workersOf(name), predict: `${url}/v1/models/${name}:predict` };
  });
  output.answer({ url, entries: data }, (styles) => {
    const shown = entries.map(({ directory }) => styles.bold(shortPath(directory))).join(', ');
    const head = `${styles.success('✔')} ${shown} ${entries.length === 1 ? 'is' : 'are'} served at ${styles.bold(url)}`;
    const curls = lines.map((line) => `\n  ${styles.command(line)}\n`);
    return ['', head, ...curls, styles.dim('Ctrl-C stops it.'), ''].join('\n');
  });
}
