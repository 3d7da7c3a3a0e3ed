// What the fields of `deploy` have to agree on, for all stages and in each.
import type { ConfigPath, ConfigProblem } from '../problem.ts';
import { pathText, valueAt } from '../problem.ts';
import { clash } from './clash.ts';

/** The rules of a deployment, wherever its fields are written. */
export function checkDeployRules(given: unknown): ConfigProblem[] {
  const stages = Object.keys(valueAt(given, ['deploy', 'stages']) ?? {});
  const places: readonly ConfigPath[] = [['deploy'], ...stages.map((stage) => ['deploy', 'stages', stage])];
  return [orderOfReplicas, claimOfWeights].flatMap((rule) => places.flatMap((place) => rule(given, place)));
}

function orderOfReplicas(given: unknown, place: ConfigPath): ConfigProblem[] {
  const path = [...place, 'replicas'];
  const min = valueAt(given, [...path, 'min']) ?? 1;
  const max = valueAt(given, [...path, 'max']);
  return typeof min === 'number' && typeof max === 'number' && min > max
    ? [
        clash([...path, 'min'], {
          message: `${pathText(path)} wants at least ${min} pods and at most ${max}`,
          hint: 'Write the smaller number as min.',
        }),
      ]
    : [];
}

/** A volume that somebody has filled has to be named. */
function claimOfWeights(given: unknown, place: ConfigPath): ConfigProblem[] {
  const path = [...place, 'weights'];
  const isUnnamed =
    valueAt(given, [...path, 'from']) === 'volume' && (valueAt(given, [...path, 'claim']) ?? null) === null;
  return isUnnamed
    ? [
        clash([...path, 'from'], {
          message: `${pathText(path)}.claim is missing: it is not said which volume holds the files`,
          hint: 'Name the PersistentVolumeClaim: `claim: NAME`.',
        }),
      ]
    : [];
}
