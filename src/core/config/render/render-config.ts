import { validateConfig } from '../check/validate-config.ts';
import { defaultConfig } from '../config.ts';
import { configSchema } from '../schema/config-schema.ts';
import { fieldMeta } from '../schema/field-meta.ts';
import { knownKeys } from '../schema/schema-walk.ts';
import { renderInline, renderValue, withComment } from '../yaml/render-value.ts';

/** What a new config file says. */
export interface ConfigDraft {
  /** Fields in the form in which the file has them. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** What stands behind each line of `requirements`, by its index. */
  readonly requirementComments?: readonly string[];
}

/**
 * The text of a new config file: only what differs from the defaults, in the order of the schema, with a word on each field
 * that takes several lines. PyYAML reads the same values from it.
 */
export function renderConfig({ fields, requirementComments = [] }: ConfigDraft): string {
  const known = Object.entries(knownKeys(configSchema) ?? {});
  const written = known.filter(([key]) => key in fields && !isDefault(key, fields[key]));
  let text = '';
  let wasBlock = false;
  for (const [key, schema] of written) {
    const lines = renderField(key, fields[key], key === 'requirements' ? requirementComments : []);
    const isBlock = lines.length > 1;
    // Fields of one line stand together; a blank line is above and below each of the others.
    text += text !== '' && (isBlock || wasBlock) ? '\n' : '';
    text += isBlock ? `# ${fieldMeta(schema).description}\n` : '';
    text += `${lines.join('\n')}\n`;
    wasBlock = isBlock;
  }
  return text;
}

/** Whether a field may be left out. `60s` is the default of a duration as well as `60`. */
function isDefault(key: string, value: unknown): boolean {
  const { config } = validateConfig({ [key]: value });
  return config !== null && JSON.stringify(config) === JSON.stringify(defaultConfig());
}

function renderField(key: string, value: unknown, comments: readonly string[]): string[] {
  if (comments.length > 0 && Array.isArray(value)) {
    return [`${key}:`, ...value.map((item, index) => `  - ${withComment(renderInline(item), comments[index])}`)];
  }
  const { head, lines } = renderValue(value);
  return [head === '' ? `${key}:` : `${key}: ${head}`, ...lines];
}
