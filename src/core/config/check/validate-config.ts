import type { z } from 'zod';

import type { Config } from '../config.ts';
import type { ConfigPath, ConfigProblem } from '../problem.ts';
import { pathText, valueAt, withHint } from '../problem.ts';
import { configSchema } from '../schema/config-schema.ts';
import { asMeant } from './as-meant.ts';
import { describeMismatch, expectation, mismatchHint } from './expectation.ts';
import { checkRules } from './rules.ts';
import { findUnsupported } from './support.ts';
import { findUnknownKeys } from './unknown-keys.ts';

/** How a config is checked. */
export interface CheckOptions {
  readonly strict?: boolean | undefined;
}

/** What came of a config: null where a problem is an error. */
export interface ConfigCheck {
  readonly config: Config | null;
  readonly problems: readonly ConfigProblem[];
}

/**
 * Checks the plain value of a config file and fills in every default. All problems are found at once. An empty file is a valid
 * config.
 *
 * `strict`: an unknown key is an error.
 */
export function validateConfig(value: unknown, options: CheckOptions = {}): ConfigCheck {
  const given = asMeant(value ?? {});
  const read = configSchema.safeParse(given, { error: expectation });
  const problems = [
    ...(read.error?.issues ?? []).map((issue) => mismatch(issue, given)),
    ...checkRules(given),
    ...findUnsupported(given),
    ...findUnknownKeys(given, options.strict === true ? 'error' : 'warning'),
  ];
  const isUsable = read.success && problems.every((problem) => problem.severity === 'warning');
  return { config: isUsable ? read.data : null, problems };
}

function mismatch(issue: z.core.$ZodIssue, config: unknown): ConfigProblem {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  return issue.code === 'invalid_key' ? badKey(path, issue.message) : badValue(issue, path, config);
}

function badValue(issue: z.core.$ZodIssue, path: ConfigPath, config: unknown): ConfigProblem {
  const found = valueAt(config, path);
  const message = describeMismatch(path, issue.message, found);
  return withHint(
    { code: 'CONFIG_INVALID', severity: 'error', path, about: 'value', message } as const,
    mismatchHint(issue, found),
  );
}

/** A key of a free map, such as the name of a secret. */
function badKey(path: ConfigPath, expected: string): ConfigProblem {
  return {
    code: 'CONFIG_INVALID',
    severity: 'error',
    path,
    about: 'key',
    message: `the key ${JSON.stringify(path.at(-1))} in ${pathText(path.slice(0, -1))} must be ${expected}`,
  };
}
