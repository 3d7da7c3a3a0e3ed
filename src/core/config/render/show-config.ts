import type { Config } from '../config.ts';
import { renderValue } from '../yaml/render-value.ts';

/** Stands where a default value of a secret stands: what is shown is copied into logs and reports. */
const HIDDEN = '(hidden)';

/** A whole config for people and programs to look at: every field, but no value of a secret. */
export function withoutSecretValues(config: Config): Config {
  const secrets = Object.entries(config.secrets).map(([name, value]) => [name, value === null ? null : HIDDEN]);
  return { ...config, secrets: Object.fromEntries(secrets) };
}

/** The text of a config file that says everything. Durations stand there in seconds, sizes in bytes. */
export function renderWholeConfig(config: Config): string {
  const { lines } = renderValue(config);
  // The lines are those below a key, which they do not have here.
  return `${lines.map((line) => line.slice('  '.length)).join('\n')}\n`;
}
