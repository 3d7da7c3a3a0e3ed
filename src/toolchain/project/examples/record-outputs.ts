import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { TrussError } from '../../../core/errors/truss-error.ts';
import type { RecordedFile, RecordedOutput } from '../../../core/examples/record-output.ts';
import { recordOutput } from '../../../core/examples/record-output.ts';
import { changeTruss } from '../change/change-truss.ts';
import type { Project } from '../open/open-project.ts';
import { readExamples } from './read-examples.ts';

/**
 * Writes answers into the examples of a truss, or the files that they name, as what is expected of them; everything else in the
 * examples file stays.
 *
 * @throws {TrussError} `FILE_UNWRITABLE`, `DISK_FULL`; `EXAMPLES_INVALID` where the examples were broken meanwhile, or
 * an `output_file` is a directory.
 */
export async function recordOutputs(
  project: Project,
  recorded: readonly (RecordedOutput | RecordedFile)[],
): Promise<void> {
  const file = project.config.examples_filename;
  await changeTruss(project.directory, async (change) => {
    // Models take their time: the file may have been edited since it was read.
    await readExamples(project);
    const outputs = recorded.filter((one) => 'output' in one);
    if (outputs.length > 0) {
      const text = await readFile(join(project.directory, file), 'utf8');
      await change.write(file, outputs.reduce(recordOutput, text));
    }
    for (const one of recorded) {
      if (!('bytes' in one)) continue;
      await refuseDirectory(project.directory, one);
      await change.write(one.outputFile, one.bytes);
    }
  });
}

/** A file takes the place of what is there, and that must never be a directory with all that is in it. */
async function refuseDirectory(directory: string, { name, outputFile }: RecordedFile): Promise<void> {
  const present = await stat(join(directory, outputFile)).catch(() => null);
  if (present?.isDirectory() !== true && !outputFile.endsWith('/')) return;
  throw new TrussError('EXAMPLES_INVALID', {
    message: `The output_file of the example ${name} is a directory: ${outputFile}`,
    hint: 'Name a file in it.',
  });
}
