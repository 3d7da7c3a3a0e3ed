// What a loaded model has said of itself, remembered for as long as its truss is the same: to ask again costs no environment and no load.
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';

import { z } from 'zod';

import { entryName } from '../../core/config/entry-name.ts';
import { methodOfPath } from '../../core/protocols/method-paths.ts';
import type { ModelSource } from '../../core/schema/model-source.ts';
import { version as engineVersion } from '../../core/version.ts';
import { readCachedJson, writeCachedJson } from '../../toolchain/home/cached-json.ts';
import { digestFile } from '../../toolchain/project/files/digest-file.ts';
import { digestTree } from '../../toolchain/project/files/digest-tree.ts';
import { trussFiles, trussPaths } from '../../toolchain/project/files/truss-files.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';

/** What is known of a model without its examples, which are read each time. */
export type DescribedTruss = Omit<ModelSource, 'examples'>;

const method = z.object({
  kind: z.string(),
  description: z.string().nullable(),
  inputSchema: z.unknown(),
  outputSchema: z.unknown(),
  streams: z.boolean(),
});

const known = z.object({
  methods: z.record(z.string(), method),
  inputSchema: z.unknown(),
  outputSchema: z.unknown(),
});

/** All else of the description stands in the config. */
const remembered = z.object({ digest: z.string(), version: z.string(), model: known });

/**
 * What is known of a truss that need not be loaded for it: it has not changed since it was, or is a server of its own, which says
 * nothing of itself. Null where it has to be loaded.
 */
export async function describedTruss(project: Project): Promise<DescribedTruss | null> {
  const { config, directory } = project;
  const { description, signature, docker_server: server } = config;
  const facts = { name: entryName(config.model_name), description, signature };
  if (server !== null) {
    return { ...facts, version: UNVERSIONED, model: null, upstreamMethod: methodOfPath(server.predict_endpoint) };
  }
  const cached = await readCachedJson(cacheName(directory), remembered);
  if (cached === null || cached.digest !== (await digestOf(project))) return null;
  return { ...facts, version: cached.version, model: cached.model };
}

/** Remembers what a model has said of itself when it was loaded in the environment of its truss. */
export async function rememberDescribed(project: Project, { version, model }: DescribedTruss): Promise<void> {
  if (model === null) return;
  await writeCachedJson(cacheName(project.directory), { digest: await digestOf(project), version, model });
}

/** The version of an entry that nobody has given one. */
const UNVERSIONED = '1';

/** One for each truss, wherever it is; the next description takes its place. */
function cacheName(directory: string): string {
  return `schemas/${createHash('sha256').update(directory).digest('hex').slice(0, 32)}.json`;
}

/** Of all that a description can come from: the files of the truss but for its examples, and who asks. */
async function digestOf(project: Project): Promise<string> {
  const { examples } = trussFiles(project);
  const hash = createHash('sha256').update(engineVersion);
  for (const path of trussPaths(project).filter((each) => each !== examples)) {
    hash.update(`\n${path}\0${await digestOfPath(path)}`);
  }
  return hash.digest('hex');
}

/** Empty where there is nothing. */
async function digestOfPath(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (found === null) return '';
  return found.isDirectory() ? digestTree(path) : digestFile(path);
}
