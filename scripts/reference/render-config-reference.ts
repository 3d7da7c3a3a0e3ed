// The page of all fields of config.yaml, made from its schema.
import { z } from 'zod';

import type { InertField } from '../../src/core/config/check/inert-fields.ts';
import { inertFieldsAt } from '../../src/core/config/check/support.ts';
import { parseConfig } from '../../src/core/config/parse-config.ts';
import { configSchema } from '../../src/core/config/schema/config-schema.ts';
import { environmentFields } from '../../src/core/config/schema/environment.ts';
import { fieldMeta } from '../../src/core/config/schema/field-meta.ts';
import { identityFields } from '../../src/core/config/schema/identity.ts';
import { imageFields } from '../../src/core/config/schema/image.ts';
import { layoutFields } from '../../src/core/config/schema/layout.ts';
import { platformFields } from '../../src/core/config/schema/platform.ts';
import { itemSchema, knownKeys } from '../../src/core/config/schema/schema-walk.ts';
import { secretFields } from '../../src/core/config/schema/secrets.ts';
import { weightsFields } from '../../src/core/config/schema/weights.ts';
import { renderInline, renderValue } from '../../src/core/config/yaml/render-value.ts';
import { fieldType, textRule } from './config-field-type.ts';

type Fields = Readonly<Record<string, z.core.$ZodType>>;

const allFields: Fields = knownKeys(configSchema) ?? {};

interface Section {
  readonly title: string;
  readonly fields: readonly string[];
}

const sections: readonly Section[] = [
  { title: 'Name and description', fields: Object.keys(identityFields) },
  { title: 'Environment', fields: Object.keys(environmentFields) },
  { title: 'Secrets', fields: Object.keys(secretFields) },
  { title: 'Resources', fields: ['resources'] },
  { title: 'Runtime', fields: ['runtime'] },
  { title: 'Signature', fields: ['signature'] },
  { title: 'Metadata', fields: ['model_metadata'] },
  { title: 'Layout of the directory', fields: Object.keys(layoutFields) },
  { title: 'Weights', fields: Object.keys(weightsFields) },
  { title: 'Image', fields: Object.keys(imageFields) },
  { title: 'Deployment', fields: ['deploy'] },
  { title: 'For hosted platforms', fields: Object.keys(platformFields) },
];

/** Configs that break a rule between fields, or that are doubtful; what is told of them stands on the page. */
const broken: readonly string[] = [
  'requirements: [numpy]\nrequirements_file: requirements.txt',
  'runtime: {workers: 2, num_workers: 3}',
  'weights: [{source: "hf://a/b", mount_location: /w}]\nmodel_cache: [{repo_id: a/b}]',
  'signature: {inputs: [{name: x, datatype: FP64, shape: [-1]}, {name: x, datatype: FP64, shape: [-1]}]}',
  'secrets: {"api key": null}',
  'environment_variables: {PORT: "80"}',
  'model_nam: Iris',
  'model_name: Iris\nmodel_name: Rose',
];

/** A field with its path: `runtime.max_queue`, `weights[].source`. */
interface Row {
  readonly path: string;
  readonly schema: z.core.$ZodType;
  readonly since: string;
}

/** These have a heading, and no row of their own. */
const headings = new Set(['resources', 'runtime', 'signature', 'deploy']);

/** A field and all below it, which is not older than what it is in. */
function rowsOf(path: string, schema: z.core.$ZodType, sinceAround?: string): Row[] {
  const item = itemSchema(schema);
  const { since = sinceAround } = fieldMeta(schema);
  const own = headings.has(path) ? [] : [{ path, schema, since: since ?? '2023' }];
  const prefix = item === undefined ? `${path}.` : `${path}[].`;
  const inner = Object.entries(knownKeys(item ?? schema) ?? {});
  const passedOn = since === 'new' ? since : undefined;
  return [...own, ...inner.flatMap(([key, field]) => rowsOf(prefix + key, field, passedOn))];
}

/** What a row says of a field of which less happens here than it says. */
function effectHere({ why, when, follows }: InertField): string {
  const condition = when === undefined ? '' : `${when}: `;
  const sentence = why === 'refused' ? `refused, since it ${follows}.` : `it ${follows}.`;
  const text = condition + sentence;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function renderRow({ path, schema, since }: Row): string {
  const { description = '', note = '' } = fieldMeta(schema);
  const [, before = description, shownDefault] = /^(.*?)\s*Default: (\S+)\.$/.exec(description) ?? [];
  const rule = textRule(schema);
  const remarks = [before, rule === '' ? '' : `It must be ${rule}.`, note, ...inertFieldsAt(path).map(effectHere)];
  const cells = [
    `<a id="${path.replaceAll('[]', '')}"></a>\`${path}\``,
    fieldType(schema),
    shownDefault === undefined ? defaultText(schema) : `\`${shownDefault}\``,
    since,
    remarks.filter((remark) => remark !== '').join(' '),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
}

function defaultText(schema: z.core.$ZodType): string {
  const parsed = z.safeParse(schema, undefined);
  if (!parsed.success) return '**required**';
  const isNothing = parsed.data === undefined || parsed.data === null || knownKeys(schema) !== undefined;
  return isNothing ? '–' : `\`${renderInline(parsed.data)}\``;
}

function renderSection({ title, fields }: Section): string {
  const rows = fields.flatMap((name) => rowsOf(name, allFields[name] ?? configSchema)).map(renderRow);
  const [first = ''] = fields;
  const about =
    fields.length === 1 ? [`\`${first}\`: ${fieldMeta(allFields[first] ?? configSchema).description}`, ''] : [];
  const examples = fields.filter((name) => name !== 'requirements_file').flatMap(renderExample);
  const example = examples.length === 0 ? [] : ['', '```yaml', ...examples, '```'];
  const head = ['| field | what it takes | default | since | |', '|---|---|---|---|---|'];
  return [`## ${title}`, '', ...about, ...head, ...rows, ...example].join('\n');
}

function renderExample(name: string): string[] {
  const { examples } = fieldMeta(allFields[name] ?? configSchema);
  if (examples === undefined || inertFieldsAt(name).some(({ why }) => why !== 'image')) return [];
  const { head, lines } = renderValue(examples[0]);
  return [head === '' ? `${name}:` : `${name}: ${head}`, ...lines];
}

function renderTold(text: string): string {
  const { issues } = parseConfig(text, { file: 'config.yaml' });
  const issue = issues.find(({ code }) => code !== 'CONFIG_UNSUPPORTED');
  if (issue === undefined) throw new Error(`nothing is wrong with ${text}`);
  const code = `[\`${issue.code}\`](errors.md#${issue.code.toLowerCase()})`;
  return `| \`${text.replaceAll('\n', '` `')}\` | ${issue.severity} | ${issue.message} | ${code} |`;
}

/** Renders `docs/reference/config.md`. */
export function renderConfigReference(): string {
  return `<!-- Generated by \`npm run generate\` from src/core/config/schema. -->

# config.yaml

What a truss is, in one file. Every field may be left out; an empty file is valid. \`truss config check\` finds all that is wrong with one, \`truss config show\` prints it
with all defaults, \`truss config migrate\` brings old fields into today's form.

- It is read as PyYAML reads it (YAML 1.1): \`yes\` is true, \`1e3\` is text, \`010\` is 8. Of a key that stands twice the last counts, with a warning.
- A key with nothing behind it counts as absent. A key that is not on this page is kept for the model to read, with a warning (\`--strict\` makes it an error).
- A duration is \`30s\`, \`500ms\`, \`2m\`, \`1h\` or a number of seconds; a size is \`512Mi\`, \`100M\` or a number of bytes.
- *since*: \`2022\` is read by Truss since 2022, \`2023\` by Truss since 2023, \`new\` by this Truss alone. Trusses of all of them load unchanged.
- For completion in an editor: the first line of what \`truss init\` writes names the schema. Without a network, \`truss config schema > config.schema.json\`, and \`# yaml-language-server: $schema=config.schema.json\` as the first line of config.yaml.

${sections.map(renderSection).join('\n\n')}

## The examples file

\`examples.yaml\` is a list of requests with what is expected of the answers; \`truss test\` runs it, \`truss test --update\` records the answers.

| key | what it takes | |
|---|---|---|
| \`name\` | text | What the example is called; no two are called the same. |
| \`input\` | anything | The whole body of the request, as JSON. |
| \`input_file\` | path inside the truss | Instead of \`input\`: a file whose bytes are the body. |
| \`form\` | map | Instead of \`input\`: the fields of a form, texts or \`{file: path}\`. |
| \`method\` | name | The method of the model that is asked. Default: \`predict\`. |
| \`status\` | HTTP status | The status that is expected. Not given: any that is no error. |
| \`output\` | anything | The expected answer, if any: texts and whole numbers must be the same, other numbers within the tolerance; NaN is \`null\`. |
| \`output_file\` | path inside the truss | Instead of \`output\`: a file with the bytes that must come back. |
| \`ignore\` | list of places | What is not compared, such as \`choices[].id\`. |
| \`tolerance\` | number ≥ 0 | How far numbers may be off, as a share of their size, whole numbers too. Not given: a millionth, and nothing for whole numbers. |

## What is told

A field that does not take a value says what it had to be, with the line and column of the value. Beside that:

| config | | what is told | code |
|---|---|---|---|
${broken.map(renderTold).join('\n')}
`;
}
