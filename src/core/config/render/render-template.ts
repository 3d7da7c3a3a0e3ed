import { configSchema } from '../schema/config-schema.ts';
import { fieldMeta } from '../schema/field-meta.ts';
import { knownKeys } from '../schema/schema-walk.ts';
import { renderValue } from '../yaml/render-value.ts';
import { CONFIG_SCHEMA_ADDRESS } from './json-schema.ts';

/** The fields that most trusses come to need. Their words, and the values to start from, come from the schema. */
const SUGGESTED = [
  'description',
  'python_version',
  'requirements',
  'requirements_file',
  'environment_variables',
  'secrets',
  'resources',
  'runtime',
  'signature',
] as const;

/** The config of a new truss without a model: what is not given stands there as a comment, ready to be uncommented. */
export function renderConfigTemplate(given: Readonly<Record<string, unknown>>): string {
  const editors = `# yaml-language-server: $schema=${CONFIG_SCHEMA_ADDRESS}`;
  const intro = '# What is not said here has its default. Remove the "# " in front of a field to use it.';
  const fields = Object.entries(given).map(([key, value]) => renderField(key, value));
  const suggestions = SUGGESTED.filter((key) => !(key in given)).map((key) => {
    const { description = '', examples } = fieldMeta(knownKeys(configSchema)?.[key] ?? configSchema);
    return `## ${description}\n${renderField(key, examples?.[0]).replaceAll(/^/gm, '# ')}`;
  });
  return `${editors}\n${[intro, ...fields, ...suggestions].join('\n\n')}\n`;
}

function renderField(key: string, value: unknown): string {
  const { head, lines } = renderValue(value);
  return [head === '' ? `${key}:` : `${key}: ${head}`, ...lines].join('\n');
}
