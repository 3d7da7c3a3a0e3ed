// A truss to another one that answers the same with an ONNX graph: converted, made, and both asked the same.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { z } from 'zod';

import { TrussError } from '../../core/errors/truss-error.ts';
import { checkTarget } from '../../toolchain/project/create/check-target.ts';
import { createProject } from '../../toolchain/project/create/create-project.ts';
import { readExamples } from '../../toolchain/project/examples/read-examples.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import { openProject } from '../../toolchain/project/open/open-project.ts';
import { answerJson } from '../ask/answer-json.ts';
import { jsonQuestion } from '../ask/model-question.ts';
import type { ModelRun } from '../ask/with-model.ts';
import { withModel } from '../ask/with-model.ts';
import { askAll } from './ask-all.ts';
import { firstDifference } from './close-answers.ts';
import { writeConverter } from './converter-truss.ts';

/** How a truss is converted. */
export interface ConvertOptions extends ModelRun {
  /** Absolute; where the new one is made. */
  readonly target: string;
  /** Is told of each step. */
  readonly onStep: (step: string) => void;
}

/** What came of it. */
export interface Converted {
  readonly directory: string;
  /** How many rows both have answered alike. */
  readonly rows: number;
  /** The median of one request, of the former truss and of the new one. */
  readonly formerMs: number;
  readonly ms: number;
}

/** What the converter answers. */
const CONVERTER_ANSWER = z.union([
  z.object({ problem: z.string() }),
  z.object({
    requirements: z.array(z.object({ name: z.string(), version: z.string(), why: z.string() })),
    requests: z.array(z.object({ inputs: z.array(z.unknown()) })),
  }),
]);

/** What is known of the files that it has written: what they require, and requests to try them with. */
type Files = Exclude<z.infer<typeof CONVERTER_ANSWER>, { problem: string }>;

const ROWS = z.object({ inputs: z.array(z.unknown()) });

/**
 * Converts the model of a truss that mk_truss made, and holds what comes of it against the truss: on its examples and on rows that
 * are made up, each in its own environment.
 *
 * @throws {TrussError} `MODEL_NOT_CONVERTIBLE` with the step that stands in the way, or where an answer differs: then nothing is left
 * of the new truss; `PROJECT_TARGET_NOT_EMPTY`, `ENV_*`.
 */
export async function convertTruss(project: Project, options: ConvertOptions): Promise<Converted> {
  const { target, onStep } = options;
  const { isTruss } = await checkTarget(target);
  if (isTruss) {
    throw new TrussError('PROJECT_TARGET_NOT_EMPTY', {
      message: `${target} is a truss already.`,
      hint: 'Name another directory with --output, or remove it.',
    });
  }
  const examples = (await readExamples(project)).filter(({ form, inputFile }) => form === null && inputFile === null);
  const bodies = examples.flatMap((example) => ('body' in example && hasRows(example.body) ? [example.body] : []));
  if (bodies.length === 0) throw cannot('It has no example with rows in `inputs`, to hold what comes of it against.');
  const work = await mkdtemp(join(tmpdir(), 'truss-convert-'));
  try {
    onStep('Converting the model');
    const staging = join(work, 'staging');
    const answer = await runConverter(project, { ...options, work, staging, bodies });
    await createProject({
      directory: target,
      staging,
      framework: 'onnx',
      config: newConfig(project),
      requirements: answer.requirements,
      requirementsFile: null,
      dataFiles: [],
      examples: examples.flatMap((each) => ('body' in each ? [{ name: each.name, body: each.body }] : [])),
      pythonVersion: pythonOf(project),
    });
    return await compare(project, [...bodies, ...answer.requests.map((each) => JSON.stringify(each))], options);
  } catch (error) {
    await rm(target, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

interface ConverterRun extends ConvertOptions {
  /** A directory for the converter. */
  readonly work: string;
  readonly staging: string;
  readonly bodies: readonly string[];
}

async function runConverter(project: Project, { work, staging, bodies, ...run }: ConverterRun): Promise<Files> {
  const converter = await writeConverter(join(work, 'converter'), project);
  const { directory, config } = project;
  const asked = { directory, config, staging, examples: bodies.map((body) => JSON.parse(body) as unknown) };
  const text = await withModel(converter, { ...run, source: 'isolated' }, async (call) =>
    answerJson(await call(jsonQuestion(JSON.stringify(asked)))),
  );
  const answer = CONVERTER_ANSWER.parse(JSON.parse(text));
  if ('problem' in answer) throw cannot(`${answer.problem}.`);
  return answer;
}

function newConfig({ config }: Project): Readonly<Record<string, unknown>> {
  const { signature, description } = config;
  const batching = config.runtime.batching;
  return {
    model_metadata: { model_binary_dir: 'model', converted_from: config.model_framework },
    ...(signature === null ? {} : { signature }),
    ...(description === null ? {} : { description }),
    ...(batching === null ? {} : { runtime: { batching: { max_batch_size: batching.max_batch_size } } }),
  };
}

/** `py311` as a version; null where none is written. */
function pythonOf({ config }: Project): string | null {
  const minor = /^py3(\d+)$/.exec(config.python_version ?? '')?.[1];
  return minor === undefined ? null : `3.${minor}.0`;
}

async function compare(project: Project, requests: readonly string[], options: ConvertOptions): Promise<Converted> {
  const { target, onStep } = options;
  const timed = oneRow(requests[0] ?? '');
  onStep('Asking the truss as it was');
  const former = await withModel(project, options, (call) => askAll(call, requests, timed));
  onStep('Asking the new one');
  const now = await withModel(await openProject(target), { ...options, frozen: false }, (call) =>
    askAll(call, requests, timed),
  );
  const difference = firstDifference(former.answers, now.answers);
  if (difference !== null) throw cannot(`Its graph answers something else at ${difference}.`);
  const rows = requests.reduce((sum, request) => sum + rowsOf(request).length, 0);
  return { directory: target, rows, formerMs: former.ms, ms: now.ms };
}

function hasRows(body: string): boolean {
  return ROWS.safeParse(JSON.parse(body)).success;
}

function rowsOf(request: string): readonly unknown[] {
  return ROWS.parse(JSON.parse(request)).inputs;
}

function oneRow(request: string): string {
  return JSON.stringify({ inputs: rowsOf(request).slice(0, 1) });
}

function cannot(message: string): TrussError {
  return new TrussError('MODEL_NOT_CONVERTIBLE', { message, hint: 'The truss stays as it is, and serves as before.' });
}
