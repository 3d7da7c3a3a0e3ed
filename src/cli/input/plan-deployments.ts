import { basename } from 'node:path';

import { directoryName, entryName } from '../../core/config/entry-name.ts';
import { nearest } from '../../core/config/nearest.ts';
import { STAGE_NAME } from '../../core/config/schema/deploy.ts';
import { makePlan } from '../../core/deploy/make-plan.ts';
import { isObjectName } from '../../core/deploy/names.ts';
import type { DeployPlan } from '../../core/deploy/plan.ts';
import type { TargetName } from '../../core/deploy/targets.ts';
import { TARGETS } from '../../core/deploy/targets.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';

/** What the options of a command say of a deployment. */
export interface DeployWords {
  readonly image: readonly string[];
  readonly stage: string | null;
  readonly namespace: string | null;
  readonly name: string | null;
  readonly replicas: number | null;
  /** Where it is known: what it cannot do is an error. */
  readonly target?: TargetName;
  readonly canaryImage?: string | null;
  readonly canaryPercent?: number;
}

/**
 * Plans for trusses that are deployed together.
 *
 * `pending`: stands for an image that is not made yet; null: each has to be named.
 *
 * @throws {TrussError} `USAGE` where it is not said which image one has, or two would be called the same; `DEPLOY_UNSUPPORTED`
 */
export function planDeployments(
  projects: readonly Project[],
  words: DeployWords,
  pending: string | null = null,
): readonly DeployPlan[] {
  if (words.name !== null && projects.length > 1) {
    throw new TrussError('USAGE', { message: '--name is for one truss, and several are named.' });
  }
  if (words.name !== null && !isObjectName(words.name)) {
    throw new TrussError('USAGE', {
      message: `--name is ${JSON.stringify(words.name)}: expected at most 50 lower-case letters, digits and -, the first of them a letter.`,
    });
  }
  const plans = projects.map(({ directory, config }) => {
    const model = deployedName(directory, config.model_name);
    const image = imageOf(model, words, { isAlone: projects.length === 1, pending });
    const { stage, namespace, name, replicas } = words;
    if (stage !== null) requireStage(stage, Object.keys(config.deploy.stages), directory);
    const { target, canaryImage = null, canaryPercent: percent = 0 } = words;
    const canary = canaryImage === null ? null : { image: canaryImage, digest: null, percent };
    const plan = makePlan({ model, config, stage, image, namespace, name, replicas, canary });
    if (target !== undefined) requirePossible(plan, target, directory);
    return plan;
  });
  for (const [index, { name }] of plans.entries()) {
    const first = plans.findIndex((other) => other.name === name);
    if (first !== index) {
      throw new TrussError('USAGE', {
        message: `${projects[first]?.directory} and ${projects[index]?.directory} would both be deployed as "${name}".`,
        hint: 'Give one of them another `model_name` in its config.yaml.',
      });
    }
  }
  return plans;
}

/** @throws {TrussError} `DEPLOY_UNSUPPORTED` */
function requirePossible(plan: DeployPlan, target: TargetName, directory: string): void {
  const refusal = TARGETS[target].refuse(plan);
  if (refusal === null) return;
  const { field, message, hint } = refusal;
  const where = plan.stage === null ? '' : ` in the stage ${plan.stage}`;
  throw new TrussError('DEPLOY_UNSUPPORTED', {
    message: `${target} cannot do what deploy.${field} of ${directory} asks for${where}: ${message}.`,
    hint,
  });
}

/** A model that nobody has named is called as its directory: in a cluster `model` would say nothing. */
function deployedName(directory: string, modelName: string | null): string {
  return modelName === null ? (directoryName(basename(directory)) ?? entryName(null)) : entryName(modelName);
}

/** A truss that tells its stages apart has those alone; one that does not may be anywhere. */
function requireStage(stage: string, known: readonly string[], directory: string): void {
  if (!STAGE_NAME.test(stage)) {
    throw new TrussError('USAGE', { message: `--stage is "${stage}": expected lower-case letters, digits and -.` });
  }
  if (known.length === 0 || known.includes(stage)) return;
  const meant = nearest(stage, known);
  throw new TrussError('USAGE', {
    message: `The config of ${directory} has no stage ${stage}.`,
    hint: meant === undefined ? `It has ${known.join(', ')}.` : `Did you mean ${meant}?`,
  });
}

/** `--image REF`, or `--image NAME=REF` for each of several. */
function imageOf(
  model: string,
  { image: images }: DeployWords,
  { isAlone, pending }: { readonly isAlone: boolean; readonly pending: string | null },
): string {
  const named = images.find((image) => image.startsWith(`${model}=`))?.slice(model.length + 1);
  const plain = isAlone ? images.find((image) => !image.includes('=')) : undefined;
  const found = named ?? plain;
  if (found !== undefined && found !== '') return found;
  if (pending !== null && images.length === 0) return pending;
  throw new TrussError('USAGE', {
    message: `It is not said which image ${model} has.`,
    hint: isAlone ? 'Name it: --image registry.example.com/team/model:1' : `Name it: --image ${model}=REFERENCE`,
  });
}
