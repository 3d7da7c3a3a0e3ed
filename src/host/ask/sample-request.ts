import { join } from 'node:path';

import type { Issue } from '../../core/errors/issue.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import type { FormField } from '../../core/examples/example-form.ts';
import type { Example } from '../../core/examples/examples.ts';
import { PREDICT } from '../../core/examples/examples.ts';
import { sampleInput } from '../../core/examples/sample-input.ts';
import { readExamples } from '../../toolchain/project/examples/read-examples.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import type { Warn } from '../prepare/open-truss.ts';
import { locate } from '../prepare/open-truss.ts';
import { fieldsIn } from './example-question.ts';

/** A request to try a truss with: JSON text, the path of a file, or a form. */
export type SampleRequest = { readonly method: string } & (
  | { readonly json: string }
  | { readonly file: string }
  | { readonly form: readonly FormField[] }
);

/** The first example of a truss that predicts, else a request that fits its signature. */
export async function samplePrediction(project: Project, warn: Warn): Promise<SampleRequest> {
  const example = await exampleRequest(project, (method) => method === PREDICT, warn);
  return example ?? madeUpPrediction(project);
}

/** A prediction that fits the signature of a truss. */
export function madeUpPrediction({ config }: Project): SampleRequest {
  return { method: PREDICT, json: JSON.stringify(sampleInput(config.signature)) };
}

/**
 * The first example of a truss whose method `isWanted`; null where there is none. Examples that cannot be read are a warning,
 * since nothing but this needs them.
 */
export async function exampleRequest(
  project: Project,
  isWanted: (method: string) => boolean,
  warn: Warn,
): Promise<SampleRequest | null> {
  const { directory } = project;
  const examples = await readExamples(project).catch((error: unknown) => {
    if (!(error instanceof TrussError)) throw error;
    warn(locate(error.issues, directory).map(asWarning));
    return [];
  });
  const example = examples.find(({ method }) => isWanted(method));
  return example === undefined ? null : toRequest(example, directory);
}

function toRequest(example: Example, directory: string): SampleRequest {
  const { method, inputFile, form } = example;
  if (form !== null) return { method, form: fieldsIn(directory, form) };
  return inputFile === null ? { method, json: example.body } : { method, file: join(directory, inputFile) };
}

function asWarning(issue: Issue): Issue {
  return { ...issue, severity: 'warning' };
}
