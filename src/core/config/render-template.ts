import { z } from 'zod';

import { configSchema } from './schema/config-schema.ts';
import { knownKeys } from './schema-walk.ts';
import { renderValue } from './yaml/render-value.ts';

/** The fields that most trusses come to need, with a value to start from. Their words come from the schema. */
const SUGGESTIONS: readonly (readonly [field: string, value: unknown])[] = [
  ['description', 'Tells the species of an iris from its measures.'],
  ['python_version', 'py312'],
  ['requirements', ['numpy==2.1.3']],
  ['requirements_file', 'requirements.txt'],
  ['environment_variables', { LOG_LEVEL: 'info' }],
  ['secrets', { api_key: null }],
  ['resources', { cpu: '2', memory: '4Gi' }],
  ['runtime', { num_workers: 2, request_timeout: '30s' }],
  [
    'signature',
    {
      inputs: [{ name: 'inputs', datatype: 'FP64', shape: [-1, 4] }],
      outputs: [{ name: 'predictions', datatype: 'FP64', shape: [-1] }],
    },
  ],
];

/** The config of a new truss without a model: what is not given stands there as a comment, ready to be uncommented. */
export function renderConfigTemplate(given: Readonly<Record<string, unknown>>): string {
  const intro = '# What is not said here has its default. Remove the "# " in front of a field to use it.';
  const fields = Object.entries(given).map(([key, value]) => renderField(key, value));
  const suggestions = SUGGESTIONS.filter(([key]) => !(key in given)).map(([key, value]) => {
    const about = z.globalRegistry.get(fieldSchema(key))?.description ?? '';
    return `## ${about}\n${renderField(key, value).replaceAll(/^/gm, '# ')}`;
  });
  return `${[intro, ...fields, ...suggestions].join('\n\n')}\n`;
}

function fieldSchema(key: string): z.core.$ZodType {
  return knownKeys(configSchema)?.[key] ?? configSchema;
}

function renderField(key: string, value: unknown): string {
  const { head, lines } = renderValue(value);
  return [head === '' ? `${key}:` : `${key}: ${head}`, ...lines].join('\n');
}
