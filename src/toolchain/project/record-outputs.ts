import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { RecordedOutput } from '../../core/examples/record-output.ts';
import { recordOutput } from '../../core/examples/record-output.ts';
import { changeTruss } from './change/change-truss.ts';
import type { Project } from './open-project.ts';
import { readExamples } from './read-examples.ts';

/**
 * Writes answers into the examples of a truss as what is expected of them; everything else in the file stays.
 *
 * @throws {TrussError} `PROJECT_UNWRITABLE`, `ENV_DISK_FULL`; `EXAMPLES_INVALID` where the file was broken meanwhile.
 */
export async function recordOutputs(project: Project, outputs: readonly RecordedOutput[]): Promise<void> {
  const file = project.config.examples_filename;
  await changeTruss(project.directory, async (change) => {
    // Models take their time: the file may have been edited since it was read.
    await readExamples(project);
    const text = await readFile(join(project.directory, file), 'utf8');
    await change.write(file, outputs.reduce(recordOutput, text));
  });
}
