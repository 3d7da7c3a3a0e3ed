import { PREDICT } from '../../core/examples/examples.ts';
import type { ServedTrusses } from '../../host/serve-trusses.ts';
import type { Output } from '../output/output.ts';
import { shortPath } from '../output/short-path.ts';
import type { StartToAnswer } from './ask-first.ts';
import { renderStart } from './ask-first.ts';
import { askLine } from './ask-line.ts';
import { trustedAddress } from './certificate-host.ts';
import type { ServerAddress } from './curl-line.ts';

/** How a server is announced. */
interface AnnounceOptions extends Pick<ServerAddress, 'certificate' | 'needsToken'> {
  /** Where the starts went that were measured, by the names of the entries. */
  readonly starts: ReadonlyMap<string, StartToAnswer>;
}

/** Says where a ready server is, and how to ask each of its models. */
export async function announceServer(
  { projects, entries, server }: ServedTrusses,
  { starts, ...asked }: AnnounceOptions,
  output: Output,
): Promise<void> {
  const { url, grpcPort } = server;
  const trusted = await trustedAddress(url, asked.certificate);
  const lines: string[] = [];
  for (const [index, project] of projects.entries()) {
    const entry = entries[index]?.name ?? '';
    const model = { project, entry, methods: server.methodsOf(entry), isAlone: entries.length === 1 };
    lines.push(await askLine({ ...trusted, ...asked }, model, output.warn));
  }
  const data = entries.map(({ name, directory, python }) => {
    const predicts = server.methodsOf(name)?.includes(PREDICT) ?? true;
    const predict = predicts ? `${url}/v1/models/${name}:predict` : null;
    const start = starts.get(name);
    return { name, directory, python, workers: server.workersOf(name), predict, ...(start !== undefined && { start }) };
  });
  output.answer(
    {
      url,
      ...(server.hasPage && { ui: `${url}/ui/` }),
      ...(server.hasTools && { mcp: `${url}/mcp` }),
      ...(grpcPort !== null && { grpcPort }),
      entries: data,
    },
    (styles) => {
      const shown = entries.map(({ directory }) => styles.bold(shortPath(directory))).join(', ');
      const head = `${styles.success('✔')} ${shown} ${entries.length === 1 ? 'is' : 'are'} served at ${styles.bold(url)}`;
      const page = server.hasPage ? [`  try it in a browser: ${styles.bold(`${url}/ui/`)}`] : [];
      const tools = server.hasTools ? [`  agents find its tools at ${styles.bold(`${url}/mcp`)}`] : [];
      const grpc = grpcPort === null ? [] : [`  gRPC alone on port ${grpcPort}`];
      const curls = lines.map((line) => `\n  ${styles.command(line)}\n`);
      const profiles = [...starts].map(([name, start]) => `${styles.bold(name)}\n\n${renderStart(start)}\n`);
      return ['', head, ...page, ...tools, ...grpc, ...curls, ...profiles, styles.dim('Ctrl-C stops it.'), ''].join(
        '\n',
      );
    },
  );
}
