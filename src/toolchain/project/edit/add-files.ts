import { changeTruss } from '../change/change-truss.ts';
import { copyFiles } from '../change/copy-files.ts';
import { openProject } from '../open/open-project.ts';

/** Files, directories and patterns of the user's, absolute, by the part of the truss that they shall be copied to. */
export interface AddedFiles {
  readonly data: readonly string[];
  readonly packages: readonly string[];
}

/**
 * Copies files into a truss. What is there under the same name is replaced, a directory with all that is in it.
 *
 * @returns The paths written, relative to the truss.
 * @throws {TrussError} `FILE_MISSING` for what matches nothing; `INPUT_INVALID`, `FILE_UNWRITABLE`, `DISK_FULL`.
 */
export async function addFiles(directory: string, { data, packages }: AddedFiles): Promise<readonly string[]> {
  const { directory: absolute, config } = await openProject(directory);
  return changeTruss(absolute, async (change) => {
    await copyFiles(change, data, config.data_dir);
    await copyFiles(change, packages, config.bundled_packages_dir);
  });
}
