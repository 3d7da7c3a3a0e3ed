// What is said to whoever asks for a path that there is not: never a route on which this server's models have nothing to say.
import { nearest } from '../../../core/config/nearest.ts';
import { METHOD_PATHS } from '../../../core/protocols/method-paths.ts';
import type { Entry } from '../../service/entry.ts';
import type { Registry } from '../../service/registry.ts';
import type { Route } from '../exchange/route.ts';
import { pathFor } from '../exchange/route.ts';
import { PREDICT_PATH } from '../v1/routes.ts';
import { ROUTES } from './routes.ts';

const METHODS_BY_PATH: ReadonlyMap<string, string> = new Map(
  Object.entries(METHOD_PATHS).map(([method, path]) => [path, method]),
);

/** Which path was meant, else where a model is asked; empty where nothing is served. */
export function suggestRoute(registry: Registry, path: string): string {
  const known = ROUTES.filter(isSuggested).flatMap((route) => pathsOf(route.path, registry));
  const meant = around(path, known) ?? nearest(path, known);
  if (meant !== undefined) return `; did you mean ${meant}?`;
  const entry = registry.entries.at(-1);
  return entry === undefined ? '' : whereToAsk(entry);
}

/** A path with something before it, as where a base URL ends in `/v1` already, or without its beginning, where it should. */
function around(path: string, known: readonly string[]): string | undefined {
  if (path.length < SHORTEST) return undefined;
  return known.find((each) => each.length >= SHORTEST && (path.endsWith(each) || each.endsWith(path)));
}

/** `/v1` alone is the beginning or the end of too much. */
const SHORTEST = '/v1/x'.length;

/** The paths of a route for the entries that answer there. */
function pathsOf(path: string, { byName, entries }: Registry): string[] {
  const method = METHODS_BY_PATH.get(path);
  if (method !== undefined) return entries.some((entry) => has(entry, method)) ? [path] : [];
  if (!path.includes('{name}')) return [path];
  const asked = [...byName].filter(([, entry]) => path !== PREDICT_PATH || has(entry, 'predict'));
  return asked.map(([name]) => pathFor(path, name));
}

function whereToAsk(entry: Entry): string {
  if (has(entry, 'predict')) return `; predictions are at POST ${pathFor(PREDICT_PATH, entry.name)}`;
  const found = Object.entries(METHOD_PATHS).find(([method]) => has(entry, method));
  return found === undefined ? '' : `; ${found[0]} is at POST ${found[1]}`;
}

/** Whether a model has a method; what is not known yet may well be there. */
function has({ capabilities, facts }: Entry, method: string): boolean {
  return capabilities === null || facts.passesThrough || capabilities.methods[method] !== undefined;
}

/** One for development is there for whoever knows that it is. */
function isSuggested({ isForDevelopment }: Route): boolean {
  return isForDevelopment !== true;
}
