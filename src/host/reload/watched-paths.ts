import { relative, resolve } from 'node:path';
import { LOCK_NAME } from '../../toolchain/environment/lock-file/lock-place.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';

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
  const commanded = namedByCommand(directory, config.docker_server?.start_command ?? '');
  return [...new Set([configPath, lockPath(project), examplesPath(project), ...named, ...commanded])];
}

/** What a start command names of the truss, as in `python server.py`. Not all of the directory, in which the server may write. */
function namedByCommand(directory: string, command: string): string[] {
  const words = command.split(/[\s'"=;&|()<>]+/).filter((word) => /[./]/.test(word) && !word.startsWith('-'));
  const isInside = (path: string): boolean => !/^(?:$|\.\.|\/)/.test(relative(directory, path));
  return words.map((word) => resolve(directory, word)).filter(isInside);
}
