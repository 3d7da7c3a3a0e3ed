import { createHash } from 'node:crypto';
import { join } from 'node:path';

import { z } from 'zod';

import { childEnvironment } from '../../../../system/processes/child-environment.ts';
import { runProcess } from '../../../../system/processes/run-process.ts';
import { readCachedJson, writeCachedJson } from '../../../home/cached-json.ts';
import type { ImportedModule } from '../../sources/implied-requirements.ts';
import type { CodeFiles } from './code-files.ts';
import { IMPORTS_SCRIPT } from './imports-script.ts';

const importSchema = z.object({ module: z.string(), file: z.string(), line: z.number() });

/** What is remembered of a truss's code until a file of it changes. */
const cacheSchema = z.object({ fingerprint: z.string(), imports: z.array(importSchema) });

/**
 * All modules that the code of a truss imports, by its syntax tree. Python reads the code, because only it knows its grammar; that
 * costs a process, so the answer is kept until a file changes. `python` is only asked for when it is needed.
 */
export async function modelImports(
  directory: string,
  code: CodeFiles,
  python: () => Promise<string>,
): Promise<readonly ImportedModule[]> {
  if (code.files.length === 0) return [];
  // One file a truss, so that the cache does not grow with every edit.
  const name = join('imports-1', `${createHash('sha256').update(directory).digest('hex').slice(0, 24)}.json`);
  const cached = await readCachedJson(name, cacheSchema);
  if (cached?.fingerprint === code.fingerprint) return cached.imports;
  const imports = await runScript(await python(), code.files);
  await writeCachedJson(name, { fingerprint: code.fingerprint, imports });
  return imports;
}

async function runScript(python: string, files: readonly string[]): Promise<z.output<typeof importSchema>[]> {
  const { status, stdout, stderr } = await runProcess({
    command: python,
    args: ['-I', '-S', '-X', 'utf8', '-c', IMPORTS_SCRIPT],
    env: childEnvironment(),
    input: JSON.stringify(files),
  });
  if (status !== 0) throw new Error(`${python} could not list imports: ${stderr}`);
  return z.array(importSchema).parse(JSON.parse(stdout));
}
