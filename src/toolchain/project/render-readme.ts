import { acceleratorOf } from '../../core/config/accelerator.ts';
import type { Config } from '../../core/config/config.ts';
import { PREDICT } from '../../core/examples/examples.ts';
import type { NewExample } from '../../core/examples/render-examples.ts';
import { mediaTypeOf } from '../../core/media-type.ts';

/** Longer requests make a command that nobody reads or pastes. */
const LONGEST_REQUEST = 1000;

/** A README for the directory of a truss: what the model is, how it is asked, and what it needs. Markdown. */
export function renderReadme(config: Config, examples: readonly NewExample[]): string {
  const parts = [
    `# ${config.model_name ?? 'Model'}`,
    config.description ?? '',
    usage(examples),
    tensors(config.signature),
    ...examples.map(showExample),
    needs(config),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function usage(examples: readonly NewExample[]): string {
  const plain = examples.filter((example) => (example.method ?? PREDICT) === PREDICT && !isForm(example));
  const { request, contentType, python } = words(plain.find(fits) ?? plain[0]);
  return `\
## Ask it

In an environment of its own, which is made the first time:

\`\`\`sh
truss predict . ${request.predict}
\`\`\`

Over HTTP:

\`\`\`sh
truss serve .
curl -X POST http://127.0.0.1:8080/v1/models/model:predict -H 'Content-Type: ${contentType}' ${request.curl}
\`\`\`

In Python, with the packages that are installed there:

\`\`\`python
import truss
tr = truss.load(".")
tr.predict(${python})
\`\`\``;
}

function tensors(signature: Config['signature']): string {
  const rows = (['inputs', 'outputs'] as const).flatMap((side) =>
    (signature?.[side] ?? []).map(
      ({ name, datatype, shape }) =>
        `| ${side.slice(0, -1)} | \`${name}\` | ${datatype} | \`${JSON.stringify(shape)}\` |`,
    ),
  );
  return rows.length === 0
    ? ''
    : ['## What goes in and comes out', '', '| | name | type | shape (-1: rows) |', '|---|---|---|---|', ...rows].join(
        '\n',
      );
}

/** How a request is written in commands, and in Python. */
interface RequestWords {
  readonly request: { readonly predict: string; readonly curl: string };
  readonly contentType: string;
  readonly python: string;
}

function words(sample: NewExample | undefined): RequestWords {
  if (sample !== undefined && 'inputFile' in sample && typeof sample.inputFile === 'string') {
    const file = sample.inputFile;
    return {
      request: { predict: `-f ${quoted(file)}`, curl: `--data-binary ${quoted(`@${file}`)}` },
      contentType: mediaTypeOf(file),
      python: `open(${JSON.stringify(file)}, "rb").read()`,
    };
  }
  const data = `-d ${sample !== undefined && 'body' in sample && fits(sample) ? quoted(sample.body) : 'YOUR_REQUEST'}`;
  return {
    request: { predict: data, curl: data },
    contentType: 'application/json',
    python: sample === undefined ? 'YOUR_REQUEST' : `tr.example(${JSON.stringify(sample.name)}).input`,
  };
}

/** Whether its request can stand in a command. */
function fits(example: NewExample): boolean {
  return !('body' in example) || example.body.length <= LONGEST_REQUEST;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function isForm(example: NewExample): boolean {
  return 'form' in example && example.form !== null;
}

function showExample(example: NewExample): string {
  const { name, method } = example;
  const asked = method === undefined || method === PREDICT ? '' : ` (${method})`;
  return `## Example: ${name}${asked}\n\n${showRequest(example)}`;
}

function showRequest(example: NewExample): string {
  if ('body' in example) return showBody(example.body);
  return typeof example.inputFile === 'string' ? `\`${example.inputFile}\`` : showBody(JSON.stringify(example.form));
}

function showBody(body: string): string {
  const shown = body.length <= LONGEST_REQUEST ? body : `${body.slice(0, LONGEST_REQUEST)}…`;
  return `\`\`\`json\n${shown}\n\`\`\``;
}

function needs({
  python_version,
  requirements,
  requirements_file,
  system_packages,
  secrets,
  resources,
}: Config): string {
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['Python', python_version === null ? [] : [python_version.replace(/^py3/, '3.')]],
    ['packages', requirements_file === null ? requirements : [requirements_file]],
    ['system packages', system_packages],
    ['secrets', Object.keys(secrets)],
    ['GPU', resources.use_gpu ? [showGpus(resources)] : []],
  ];
  const lines = lists.flatMap(([what, items]) =>
    items.length === 0 ? [] : [`- ${what}: ${items.map((item) => `\`${item}\``).join(', ')}`],
  );
  return lines.length === 0 ? '' : ['## What it needs', '', ...lines].join('\n');
}

function showGpus(resources: Config['resources']): string {
  const gpus = acceleratorOf({ resources });
  if (gpus === null) return 'any';
  return gpus.count === 1 ? gpus.name : `${gpus.count} × ${gpus.name}`;
}
