import type { EntryOptions } from '../../server/entry-options.ts';
import type { RunningServer } from '../../server/main.ts';
import type { Project } from '../../toolchain/project/open-project.ts';
import type { Output } from '../output/output.ts';
import { shortPath } from '../output/short-path.ts';
import type { ServerAddress } from './curl-line.ts';
import { curlLine, hasPath } from './curl-line.ts';
import { sampleRequest } from './sample-request.ts';

/** What a server serves; the project and the entry of a truss have the same index. */
export interface Served {
  readonly projects: readonly Project[];
  readonly entries: readonly EntryOptions[];
}

/** The same, with what the server asks of those who come. */
export interface Announcement extends Served, Omit<ServerAddress, 'url'> {}

/** Says where a ready server is, and how to ask each of its models. */
export async function announceServer(
  server: RunningServer,
  { projects, entries, certificate, needsToken }: Announcement,
  output: Output,
): Promise<void> {
  const { url, grpcPort } = server;
  const lines: string[] = [];
  for (const [index, project] of projects.entries()) {
    const name = entries[index]?.name ?? '';
    lines.push(curlLine({ url, certificate, needsToken }, name, await sampleRequest(project, hasPath, output)));
  }
  const data = entries.map(({ name, directory, python }) => {
    return { name, directory, python, workers: server.workersOf(name), predict: `${url}/v1/models/${name}:predict` };
  });
  output.answer({ url, ...(grpcPort !== null && { grpcPort }), entries: data }, (styles) => {
    const shown = entries.map(({ directory }) => styles.bold(shortPath(directory))).join(', ');
    const head = `${styles.success('✔')} ${shown} ${entries.length === 1 ? 'is' : 'are'} served at ${styles.bold(url)}`;
    const grpc = grpcPort === null ? [] : [`  gRPC alone on port ${grpcPort}`];
    const curls = lines.map((line) => `\n  ${styles.command(line)}\n`);
    return ['', head, ...grpc, ...curls, styles.dim('Ctrl-C stops it.'), ''].join('\n');
  });
}
