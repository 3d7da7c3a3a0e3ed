import { resolve } from 'node:path';
import { LOCK_NAME } from '../../../toolchain/environment/lock/lock-place.ts';
import type { Project } from '../../../toolchain/project/open-project.ts';

/** The lock of a truss. */
export function lockPath({ directory }: Project): string {
  return resolve(directory, LOCK_NAME);
}

/** The examples of a truss. */
export function examplesPath({ directory, config }: Project): string {
  return resolve(directory, config.examples_filename);
}

/** The files and directories on which it depends how a truss answers, and its examples; absolute. */
export function watchedPaths(project: Project): readonly string[] {
  const { directory, configPath, config } = project;
  const { model_module_dir, bundled_packages_dir, data_dir, external_package_dirs, requirements_file } = config;
  const folders = [model_module_dir, bundled_packages_dir, data_dir, ...external_package_dirs];
  const files = requirements_file === null ? [] : [requirements_file];
  const named = [...folders, ...files].map((path) => resolve(directory, path));
  return [...new Set([configPath, lockPath(project), examplesPath(project), ...named])];
}
