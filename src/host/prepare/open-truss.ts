import { resolve } from 'node:path';

import type { Issue } from '../../core/errors/issue.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import { openProject } from '../../toolchain/project/open/open-project.ts';

/** Is told of what is doubtful. It must not throw. */
export type Warn = (issues: readonly Issue[]) => void;

/** Where the model of a truss will run. */
export type Whereabouts = 'here' | 'image';

/**
 * Opens a truss and tells what is doubtful in its config where its model will run: fields that are for images act in one. Places get
 * absolute paths, so that the lines can be quoted.
 *
 * @throws {TrussError} `PROJECT_NOT_FOUND`, `CONFIG_*`.
 */
export async function openTruss(directory: string, warn: Warn, where: Whereabouts = 'here'): Promise<Project> {
  const project = await withPlaces(directory, () => openProject(directory));
  const doubtful = project.issues.filter(({ code }) => where === 'here' || code !== 'CONFIG_IMAGE_ONLY');
  warn(locate(doubtful, project.directory));
  return project;
}

/** Does something with a truss. The places in its errors get absolute paths, so that the lines can be quoted. */
export async function withPlaces<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TrussError)) throw error;
    const { message, hint, issues } = error;
    throw new TrussError(error.code, {
      message,
      ...(hint === undefined ? {} : { hint }),
      issues: locate(issues, directory),
      cause: error,
    });
  }
}

/** Issues whose files are absolute, where they were relative to a truss. */
export function locate(issues: readonly Issue[], directory: string): Issue[] {
  return issues.map((issue) => (issue.file === undefined ? issue : { ...issue, file: resolve(directory, issue.file) }));
}
