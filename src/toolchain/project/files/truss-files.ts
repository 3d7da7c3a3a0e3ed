// Which files and directories belong to a truss, for all who read, watch, hash or list them.
import { join, relative, resolve } from 'node:path';

import { CONFIG_FILE } from '../../../core/config/config-file.ts';
import type { Config } from '../../../core/config/config.ts';
import { containerPlaces, localiseCommand } from '../../../core/config/container-paths.ts';

/** The name of the lock in the directory of a truss. */
export const LOCK_FILE = 'requirements.lock';

/** A truss that was read. */
export interface TrussPlace {
  /** Absolute. */
  readonly directory: string;
  readonly config: Config;
}

/** Where the parts of a truss are, absolute. Not all of them need be there. */
export interface TrussFiles {
  readonly config: string;
  readonly lock: string;
  readonly examples: string;
  /** The directory with the model's code. */
  readonly model: string;
  /** The directory of modules that come with the truss. */
  readonly packages: string;
  readonly data: string;
  /** Directories outside of the truss with modules that the model imports. */
  readonly externalPackages: readonly string[];
  /** The file with the requirements; null where the config has them. */
  readonly requirements: string | null;
  /** What the start command of a server of its own names of the truss. */
  readonly commanded: readonly string[];
}

/** The files and directories of a truss. */
export function trussFiles({ directory, config }: TrussPlace): TrussFiles {
  const { requirements_file: requirements, docker_server: server } = config;
  return {
    config: join(directory, CONFIG_FILE),
    lock: join(directory, LOCK_FILE),
    examples: resolve(directory, config.examples_filename),
    model: resolve(directory, config.model_module_dir),
    packages: resolve(directory, config.bundled_packages_dir),
    data: resolve(directory, config.data_dir),
    externalPackages: config.external_package_dirs.map((path) => resolve(directory, path)),
    requirements: requirements === null ? null : resolve(directory, requirements),
    commanded: namedByCommand({ directory, config }, server?.start_command ?? ''),
  };
}

/** The directories with code that the model may import. */
export function codeDirectories(truss: TrussPlace): readonly string[] {
  const { model, packages, externalPackages } = trussFiles(truss);
  return [model, packages, ...externalPackages];
}

/** All of them: on what they hold depends how the truss answers, and what its examples are. */
export function trussPaths(truss: TrussPlace): readonly string[] {
  const { requirements, externalPackages, commanded, ...rest } = trussFiles(truss);
  const named = requirements === null ? [] : [requirements];
  return [...new Set([...Object.values(rest), ...externalPackages, ...named, ...commanded])];
}

/** What a command names of the truss, as in `python server.py`. Not all of the directory, in which the server may write. */
function namedByCommand({ directory, config }: TrussPlace, command: string): string[] {
  const localised = localiseCommand(command, containerPlaces('.', config), () => false);
  const words = localised.split(/[\s'"=;&|()<>]+/).filter((word) => /[./]/.test(word) && !word.startsWith('-'));
  const isInside = (path: string): boolean => !/^(?:$|\.\.|\/)/.test(relative(directory, path));
  return words.map((word) => resolve(directory, word)).filter(isInside);
}
