import { join, resolve } from 'node:path';

import { configError } from '../../../core/config/config-error.ts';
import { CONFIG_FILE } from '../../../core/config/config-file.ts';
import type { Config } from '../../../core/config/config.ts';
import { parseConfig } from '../../../core/config/parse-config.ts';
import type { FieldPath } from '../../../core/config/written-fields.ts';
import type { Issue } from '../../../core/errors/issue.ts';
import { healTruss } from '../change/change-truss.ts';
import { readConfigText } from './read-config-text.ts';
import { requirePath } from './require-path.ts';

/** A truss directory whose config is valid. */
export interface Project {
  /** Absolute. */
  readonly directory: string;
  /** Absolute. */
  readonly configPath: string;
  readonly config: Config;
  /** The fields that the config file gives. */
  readonly written: readonly FieldPath[];
  /** What is doubtful in the config: none of these is an error. */
  readonly issues: readonly Issue[];
  /** The text of the config file. */
  readonly text: string;
}

/**
 * Reads the config of a truss.
 *
 * `strict`: an unknown key is an error.
 *
 * @throws {TrussError} `INPUT_INVALID` for what can be no path; `PROJECT_NOT_FOUND` with what is there instead; `CONFIG_*` with every problem of the config.
 */
export async function openProject(directory: string, options: { readonly strict?: boolean } = {}): Promise<Project> {
  requirePath(directory);
  const absolute = resolve(directory);
  await healTruss(absolute);
  const text = await readConfigText(absolute);
  const { config, written, issues } = parseConfig(text, { ...options, file: CONFIG_FILE });
  if (config === null) throw configError(CONFIG_FILE, issues);
  return { directory: absolute, configPath: join(absolute, CONFIG_FILE), config, written, issues, text };
}
