import { chmod, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { ParsedYaml } from '../../core/config/yaml/parse-yaml.ts';
import { parseYaml } from '../../core/config/yaml/parse-yaml.ts';
import { toPlainValue } from '../../core/config/yaml/plain-value.ts';
import type { YamlProblem } from '../../core/config/yaml/problem.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { isMissing } from '../home/system-error.ts';
import { trussHome } from '../home/truss-home.ts';

/** Everybody but the owner. */
const OTHERS = 0o077;

/**
 * The secrets of the local store, `config.yaml` under TRUSS_HOME, as Truss has kept them since 2022: name to value. A store
 * that others could read (2022 made it so) is closed to them on the way. No message ever holds a value.
 *
 * @throws {TrussError} `SECRET_STORE_INVALID`.
 */
export async function readLocalStore(): Promise<ReadonlyMap<string, string>> {
  const path = join(trussHome(), 'config.yaml');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) {
      return new Map();
    }
    throw invalid(`${path} cannot be read`, error);
  }
  await closeToOthers(path);
  return secretsOf(readDocument(path, text), path);
}

async function closeToOthers(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & OTHERS) !== 0) {
    // A store on a read-only disk or of another user cannot be helped, and is still of use.
    await chmod(path, mode & ~OTHERS).catch(() => undefined);
  }
}

function readDocument(path: string, text: string): ParsedYaml {
  const parsed = parseYaml(text);
  if ('kind' in parsed) {
    throw notYaml(path, parsed);
  }
  return parsed;
}

function secretsOf(parsed: ParsedYaml, path: string): Map<string, string> {
  // A PIN is text, also where it looks like a number.
  const { value, problems } = toPlainValue(parsed, { textUnder: 'secrets' });
  const problem = problems.find(({ kind }) => kind === 'syntax');
  if (problem !== undefined) {
    throw notYaml(path, problem);
  }
  const secrets = isMap(value) ? (value['secrets'] ?? {}) : (value ?? {});
  if (!isMap(secrets)) {
    throw invalid(`${path} must have a map of names and values under \`secrets\``);
  }
  const found = new Map<string, string>();
  for (const [name, secret] of Object.entries(secrets)) {
    if (typeof secret !== 'string' && typeof secret !== 'boolean' && secret !== null) {
      throw invalid(`the value of ${name} in ${path} must be text`);
    }
    if (secret !== null) {
      found.set(name, String(secret));
    }
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
