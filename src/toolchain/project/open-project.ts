import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import type { Config } from '../../core/config/config.ts';
import { configError } from '../../core/config/config-error.ts';
import { parseConfig } from '../../core/config/parse-config.ts';
import type { Issue } from '../../core/errors/issue.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { isMissing } from '../home/system-error.ts';
import { healTruss } from './change/change-truss.ts';
import { CONFIG_FILE } from './config-file.ts';
import { explainNoProject } from './explain-no-project.ts';

/** A truss directory whose config is valid. */
export interface Project {
  /** Absolute. */
  readonly directory: string;
  /** Absolute. */
  readonly configPath: string;
  readonly config: Config;
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
 * @throws {TrussError} `PROJECT_NOT_FOUND` with what is there instead; `CONFIG_*` with every problem of the config.
 */
export async function openProject(directory: string, options: { readonly strict?: boolean } = {}): Promise<Project> {
  const absolute = resolve(directory);
  await healTruss(absolute);
  const configPath = join(absolute, CONFIG_FILE);
  const text = await readConfigText(absolute, configPath);
  const { config, issues } = parseConfig(text, { ...options, file: CONFIG_FILE });
  if (config === null) {
    throw configError(CONFIG_FILE, issues);
  }
  return { directory: absolute, configPath, config, issues, text };
}

async function readConfigText(directory: string, configPath: string): Promise<string> {
  const bytes = await readFile(configPath).catch(async (error: unknown) => {
    throw isMissing(error)
      ? await explainNoProject(directory)
      : new TrussError('PROJECT_NOT_FOUND', {
          message: `${configPath} cannot be read: ${String(error)}`,
          cause: error,
        });
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new TrussError('CONFIG_SYNTAX', {
      message: `${configPath} is not UTF-8 text.`,
      hint: 'Save the file in UTF-8.',
      cause: error,
    });
  }
}
