import { defaultConfig } from '../config.ts';
import type { ConfigProblem } from '../problem.ts';
import { pathText, valueAt } from '../problem.ts';
import { staysInside } from '../schema/values/inside-path.ts';
import { itemsAt } from './clash.ts';

/** Whether a path leads from the directory of the truss to a file. */
export type HasFile = (path: string) => boolean;

/**
 * Nothing fetches `external_data` here. Where its files lie in the truss already, as after a `truss download` or a run of an earlier
 * version, the model has what it needs.
 */
export function checkExternalData(given: unknown, hasFile: HasFile): ConfigProblem[] {
  const places = itemsAt(given, ['external_data']).map((item) => placeOf(given, item));
  const missing = places.flatMap((place, index) =>
    place === null || hasFile(place) ? [] : [missingFile(index, place)],
  );
  if (missing.length > 0 || places.length === 0 || places.includes(null)) return missing;
  const message = 'external_data is not fetched: its files are there, and are taken as they are';
  return [{ code: 'CONFIG_UNSUPPORTED', severity: 'warning', path: ['external_data'], about: 'key', message }];
}

/** Null where the item is not valid, which is said elsewhere. */
function placeOf(given: unknown, item: unknown): string | null {
  const directory = valueAt(given, ['data_dir']) ?? defaultConfig().data_dir;
  const name = valueAt(item, ['local_data_path']);
  return staysInside(directory) && staysInside(name) ? `${directory}/${name}` : null;
}

function missingFile(index: number, path: string): ConfigProblem {
  const field = ['external_data', index];
  const message = `${pathText(field)} is not fetched by this version, and there is no ${path}`;
  const hint = `Fetch it to ${path}; the field may stay.`;
  return { code: 'CONFIG_UNSUPPORTED', severity: 'error', path: field, about: 'key', message, hint };
}
