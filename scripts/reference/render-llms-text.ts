// llms.txt: all that a program that writes code needs to know of Truss, on one page, made from the same definitions as the docs.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { z } from 'zod';

import { inertFieldsAt } from '../../src/core/config/check/support.ts';
import { configSchema } from '../../src/core/config/schema/config-schema.ts';
import { fieldMeta } from '../../src/core/config/schema/field-meta.ts';
import { knownKeys } from '../../src/core/config/schema/schema-walk.ts';
import type { ErrorEntry } from '../../src/core/errors/catalogue.ts';
import { catalogue } from '../../src/core/errors/catalogue.ts';
import { sections } from '../site/sections.ts';
import { fieldType } from './config-field-type.ts';
import type { ShownCommand } from './shown-commands.ts';
import { argumentWord, shownCommands } from './shown-commands.ts';

const root = resolve(import.meta.dirname, '../..');

/** What stands above the lists. */
const head = (): string => `# Truss

> Turns a trained model into a directory, a *truss*, that answers over HTTP, in a Python environment of its own. \`pip install truss\` brings everything. Linux and macOS.

A truss holds \`config.yaml\` (all fields optional), \`model/model.py\` (the code), \`data/\` (weights and files), \`packages/\` (modules of one's own), \`examples.yaml\`
(a list of \`{name, input, output, tolerance}\`) and \`requirements.lock\` (made by Truss, to be checked in). From Python, \`truss.mk_truss(fitted_model, target_directory="my-model")\` makes one of what a library
made: scikit-learn, XGBoost, LightGBM, CatBoost, PyTorch, transformers, Keras, TensorFlow, JAX, spaCy, statsmodels, ONNX, MLflow, any function. \`truss.load("my-model")\` opens one, with \`.predict(request)\` and \`.serve()\`.

## Pages

${pages()}`;

const contract = `## model/model.py

A class \`Model\`; one instance for each worker process. Methods, of which one of \`predict\`, \`predict_batch\`, \`websocket\` and the OpenAI-style ones must be there:

- \`__init__(self, config, data_dir, secrets, environment, context)\`: any of them, by name, or \`**kwargs\`. \`config\` is a dict with all defaults, \`data_dir\` a pathlib.Path, \`secrets\` a mapping of those that the config declares; \`context.weights["name"]\` the path of fetched files
- \`load(self)\`: once, before the first request
- \`preprocess(self, request)\`: gets the body; gives what predict gets
- \`predict(self, inputs)\`: gives the answer; a generator streams its items. May also take \`request: truss.Request\` behind the body, or alone
- \`postprocess(self, outputs)\`: gets what predict gave; gives the answer
- \`predict_batch(self, requests)\`: in place of predict; gives a list with one result for each
- \`chat_completions\`, \`completions\`, \`embeddings\`, \`responses\`, \`messages\`, \`messages_count_tokens\`, \`rerank\`, \`moderations\`, \`images_generations\`, \`audio_transcriptions\`, \`audio_translations\`, \`audio_speech\`: \`(self, body)\`, for OpenAI's route of that name; a generator of dicts is sent as server-sent events
- \`async def websocket(self, ws)\`: an accepted connection with Starlette's methods; in place of predict
- \`is_healthy(self)\`: false makes the model not ready

Each may be \`async\`. The working directory is the truss; \`model/\` and \`packages/\` are on the path. The body of a request is any JSON (msgpack likewise; a form is a dict, text a \`str\`, anything else a buffer that is a file, too, with \`.content_type\`); \`request["inputs"]\` and \`request["instances"]\` are the same rows. An answer is anything that is
JSON, numpy arrays, pandas frames, dataclasses, pydantic models, datetimes; NaN becomes null. \`from truss import HTTPError\` and \`raise HTTPError(400, "…")\` for what the client did wrong. A pydantic model as the annotation of the input checks the body.

Over HTTP: \`POST /v1/models/<name>:predict\` with the body, where the name is that of the config in lower case with dashes, or \`model\`; \`GET /v1/models/<name>\` says whether it is ready. The same port speaks V2 (\`/v2/models/<name>/infer\` and gRPC; the model gets a dict of name to array), \`/invocations\` and \`WS /v1/websocket\`. Errors are \`{"error": "…", "code": "…"}\`.`;

/** Renders `llms.txt`. */
export async function renderLlmsText(): Promise<string> {
  const commands = await Promise.all(shownCommands().map(commandLine));
  const errors = Object.entries<ErrorEntry>(catalogue).map(([code, { title }]) => `- \`${code}\`: ${title}`);
  const parts = [
    head(),
    '## Commands',
    'The directory of a truss is the current one where it is not given. All take `--json` (one line on stdout) and `--help`.',
    commands.join('\n'),
    contract,
    '## config.yaml',
    fieldLines('', configSchema).join('\n'),
    '## Error codes',
    errors.join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** A line for each page of the documentation. */
function pages(): string {
  const there = sections.flatMap((section) => section.pages).filter(({ file }) => existsSync(join(root, file)));
  return there.map(({ file, title, about }) => `- [${title}](${file}): ${about}`).join('\n');
}

async function commandLine({ path, summary, load }: ShownCommand): Promise<string> {
  const { arguments: given, options } = await load();
  const words = Object.entries(given).map(([name, argument]) => argumentWord(name, argument));
  const flags = Object.values(options)
    .filter(({ hidden }) => hidden !== true)
    .map((option) => `[${option.flags}]`);
  return `- \`${['truss', path, ...words, ...flags].join(' ')}\`: ${summary}`;
}

/** The fields that do something here, and those in them. */
function fieldLines(prefix: string, schema: z.core.$ZodType): string[] {
  return Object.entries(knownKeys(schema) ?? {}).flatMap(([key, field]) => {
    const path = `${prefix}${key}`;
    if (inertFieldsAt(path).some(({ why }) => why !== 'image')) return [];
    const { description = '' } = fieldMeta(field);
    const inner = fieldLines(`${path}.`, field);
    const type = inner.length > 0 ? '' : ` (${fieldType(field)})`;
    return [`- \`${path}\`${type}: ${description}`].concat(inner);
  });
}
