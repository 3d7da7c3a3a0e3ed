import { redactCredentials, withoutCredentials } from '../../requirements/credentials.ts';
import { parseRequirement } from '../../requirements/parse-requirement.ts';
import type { ConfigPath, ConfigProblem } from '../problem.ts';
import { pathText, valueAt, withHint } from '../problem.ts';
import { clash, itemsAt } from './clash.ts';
import { checkDeployRules } from './deploy-rules.ts';
import { checkDockerRules } from './docker-rules.ts';
import { checkNullCharacters } from './null-characters.ts';
import { checkWeightsRules } from './weights-rules.ts';

/** What platforms that run an image set by themselves. */
const RESERVED_VARIABLES = ['PORT', 'HOSTNAME'];

/**
 * What several fields have to agree on. The rules look at the config as it was written, so that they find what they are after
 * whatever else is wrong.
 */
export function checkRules(given: unknown): ConfigProblem[] {
  return [
    ...checkNullCharacters(given),
    ...readableRequirements(given),
    ...noCredentials(given),
    ...oneSourceOfRequirements(given),
    ...oneNumberOfWorkers(given),
    ...reservedVariables(given),
    ...emptyEntries(given),
    ...uniqueTensorNames(given),
    ...checkDeployRules(given),
    ...checkDockerRules(given),
    ...checkWeightsRules(given),
  ];
}

function readableRequirements(given: unknown): ConfigProblem[] {
  return itemsAt(given, ['requirements']).flatMap((line, index): ConfigProblem[] => {
    const read = typeof line === 'string' ? parseRequirement(line) : { kind: 'nothing' as const };
    if (read.kind !== 'invalid') return [];
    const place = { path: ['requirements', index], about: 'value' } as const;
    const told = {
      code: 'ENV_REQUIREMENT_INVALID',
      severity: 'error',
      message: redactCredentials(read.message),
    } as const;
    return [withHint({ ...place, ...told }, read.hint)];
  });
}

/** A truss is copied, checked in and packed: a password in it goes along. */
function noCredentials(given: unknown): ConfigProblem[] {
  return itemsAt(given, ['requirements']).flatMap((line, index): ConfigProblem[] =>
    typeof line !== 'string' || withoutCredentials(line) === line
      ? []
      : [
          {
            code: 'ENV_REQUIREMENT_CREDENTIAL',
            severity: 'warning',
            path: ['requirements', index],
            about: 'value',
            message: `requirements[${index}] holds a password or a token, which everybody gets who gets the truss`,
            hint: 'Write ${NAME} in its place, which is read from the environment variable NAME, or keep it in ~/.netrc.',
          },
        ],
  );
}

function oneSourceOfRequirements(given: unknown): ConfigProblem[] {
  const file = valueAt(given, ['requirements_file']) ?? null;
  return itemsAt(given, ['requirements']).length === 0 || file === null
    ? []
    : [
        clash(['requirements_file'], {
          message: 'requirements and requirements_file are both given',
          hint: 'Move the lines of requirements into the file, or remove requirements_file.',
        }),
      ];
}

function oneNumberOfWorkers(given: unknown): ConfigProblem[] {
  const workers = valueAt(given, ['runtime', 'workers']) ?? null;
  const numWorkers = valueAt(given, ['runtime', 'num_workers']) ?? null;
  return workers === null || numWorkers === null || workers === numWorkers
    ? []
    : [
        clash(['runtime', 'workers'], {
          message: 'runtime.workers and runtime.num_workers are two names of one field, and differ',
          hint: 'Remove one of them.',
        }),
      ];
}

function reservedVariables(given: unknown): ConfigProblem[] {
  return RESERVED_VARIABLES.filter((name) => valueAt(given, ['environment_variables', name]) !== undefined).map(
    (name) => ({
      code: 'CONFIG_INVALID',
      severity: 'warning',
      path: ['environment_variables', name],
      about: 'key',
      message: `environment_variables.${name} is reserved: platforms that run the image set it by themselves`,
      hint: 'Use another name.',
    }),
  );
}

/** Maps of texts in which a key with nothing behind it counts as absent. */
const FILLED_MAPS: readonly ConfigPath[] = [['environment_variables'], ['build', 'secret_to_path_mapping']];

function emptyEntries(given: unknown): ConfigProblem[] {
  return FILLED_MAPS.flatMap((path) =>
    Object.entries(valueAt(given, path) ?? {})
      .filter(([, value]) => value === null)
      .map(([key]): ConfigProblem => ({
        code: 'CONFIG_INVALID',
        severity: 'warning',
        path: [...path, key],
        about: 'key',
        message: `${pathText([...path, key])} has nothing behind it and counts as absent`,
        hint: 'Write "" for an empty text, or remove the line.',
      })),
  );
}

function uniqueTensorNames(given: unknown): ConfigProblem[] {
  return ['inputs', 'outputs', 'parameters'].flatMap((side) => {
    const names = itemsAt(given, ['signature', side]).map((tensor) => valueAt(tensor, ['name']));
    const first = new Map(names.map((name, index) => [name, index] as const).toReversed());
    return names.flatMap((name, index) =>
      typeof name !== 'string' || first.get(name) === index
        ? []
        : [
            clash(['signature', side, index, 'name'], {
              message: `signature.${side} has two ${side === 'parameters' ? side : 'tensors'} named ${name}`,
              hint: 'Give each its own name.',
            }),
          ],
    );
  });
}
