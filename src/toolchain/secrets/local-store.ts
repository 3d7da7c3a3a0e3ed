// The local store of secrets: `config.yaml` under TRUSS_HOME, as Truss has kept it since 2022.
import { isUtf8 } from 'node:buffer';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { parseYaml } from '../../core/config/yaml/parse-yaml.ts';
import { toPlainValue } from '../../core/config/yaml/plain-value.ts';
import type { YamlProblem } from '../../core/config/yaml/problem.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { readPlainFile } from '../../system/files/read-plain-file.ts';
import { isMissing } from '../../system/system-error.ts';
import { explainReadError } from '../home/explain-system-error.ts';
import { trussHome } from '../home/truss-home.ts';

/** Everybody but the owner. */
const OTHERS = 0o077;

/** What is in the store. */
export interface LocalStore {
  /** The file, comments and all; empty where there is none. */
  readonly text: string;
  readonly secrets: ReadonlyMap<string, string>;
}

/** Where the store is. */
export function localStorePath(): string {
  return join(trussHome(), 'config.yaml');
}

/**
 * Reads the store. No message ever holds a value.
 *
 * @throws {TrussError} `SECRET_STORE_INVALID`, `FILE_UNREADABLE`; `SECRET_STORE_EXPOSED` where it has secrets and others may read them.
 */
export async function readLocalStore(): Promise<LocalStore> {
  const path = localStorePath();
  const bytes = await readPlainFile(path).catch((error: unknown) => {
    if (isMissing(error)) return Buffer.of();
    throw explainReadError(error, path);
  });
  if (!isUtf8(bytes)) throw invalid(`${path} is not UTF-8 text`);
  const text = bytes.toString('utf8');
  const secrets = secretsOf(text, path);
  if (secrets.size > 0) await refuseExposed(path);
  return { text, secrets };
}

async function refuseExposed(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & OTHERS) !== 0) {
    const shown = (mode & 0o777).toString(8);
    throw new TrussError('SECRET_STORE_EXPOSED', {
      message: `${path} holds secrets, and others may open it (its mode is ${shown}).`,
      hint: `Close it: chmod 600 ${path}; and consider whether its secrets are still secret.`,
    });
  }
}

function secretsOf(text: string, path: string): Map<string, string> {
  const parsed = parseYaml(text);
  if ('kind' in parsed) throw notYaml(path, parsed);
  // A PIN is text, also where it looks like a number.
  const { value, problems } = toPlainValue(parsed, {
    isText: ([section, name]) => section === 'secrets' && name !== undefined,
  });
  const problem = problems.find(({ kind }) => kind === 'syntax');
  if (problem !== undefined) throw notYaml(path, problem);
  const secrets = isMap(value) ? (value['secrets'] ?? {}) : (value ?? {});
  if (!isMap(secrets)) throw invalid(`${path} must have a map of names and values under \`secrets\``);
  const found = new Map<string, string>();
  for (const [name, secret] of Object.entries(secrets)) {
    if (typeof secret !== 'string' && typeof secret !== 'boolean' && secret !== null) {
      throw invalid(`the value of ${name} in ${path} must be text`);
    }
    if (secret !== null) found.set(name, String(secret));
  }
  return found;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The excerpt of the problem is left out: it may be a line with a secret. */
function notYaml(path: string, { line, column, message }: YamlProblem): TrussError {
  return invalid(`${path} is not valid YAML: line ${line}, column ${column}: ${message}`);
}

function invalid(message: string, cause?: unknown): TrussError {
  return new TrussError('SECRET_STORE_INVALID', {
    message: `${message}.`,
    hint: 'Correct the file: it holds `secrets:` and below it one `name: "value"` a line.',
    cause,
  });
}
