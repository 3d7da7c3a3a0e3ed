import { configJsonSchema } from '../../src/core/config/render/json-schema.ts';

/** The text of schema/config.schema.json. */
export function renderConfigSchema(): string {
  return `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
}
