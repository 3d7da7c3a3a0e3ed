// Code that was written for a container opens `/app/data/x` or `/secrets/key`. Where Linux lets us, its worker gets a view of the files of
// this machine in which these places are there; nobody else sees it. Only code that names them: to all others nothing happens.
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

import type { Config } from '../../../core/config/config.ts';
import type { ContainerPlace } from '../../../core/config/container-paths.ts';
import { containerPlaces } from '../../../core/config/container-paths.ts';
import type { ModelWeights } from './handshake.ts';

/** Place of a container → the directory that shall be there; a link to what may come later; null: an empty one in memory, for the secrets. */
export type ContainerView = Readonly<Record<string, string | { readonly link: string } | null>>;

/** A truss, as far as its view depends on it. */
export interface ViewedTruss {
  /** Absolute. */
  readonly directory: string;
  readonly config: Config;
  readonly weights?: Pick<ModelWeights, 'mounts'> | undefined;
}

const SECRETS = '/secrets';

/** A place at the beginning of a text of Python or YAML: not in an address, nor in a longer name. */
const NAMED = /["'`](?<place>\/(?:app|packages|secrets))(?=["'`/])/g;

/** Code beyond this is nobody's model, but a package that somebody has copied. */
const MAX_FILES = 500;
const MAX_FILE_BYTES = 2 ** 20;

/** The places of a container that the code or the config of a truss names, and that are not on this machine; null: none. */
export function containerView(
  truss: ViewedTruss,
  isThere: (path: string) => boolean = existsSync,
): ContainerView | null {
  if (process.platform !== 'linux') return null;
  const { places, mounts } = namedPlaces(truss);
  const missing = [...places].filter((place) => !isThere(place));
  const links = mounts.filter(([place]) => !isThere(place) && !isThere(topOf(place)));
  if (missing.length + links.length === 0) return null;
  const known: Record<string, string | null> = { [SECRETS]: null };
  for (const [place, here] of containerPlaces('.', truss.config)) known[place] = path.join(truss.directory, here);
  const view: Record<string, ContainerView[string]> = {};
  for (const place of missing) {
    const here = known[place] ?? null;
    if (here === null) view[place] = null;
    else if (existsSync(here)) view[place] = realpathSync(here);
  }
  // A folder of another name is seen as `data` where something is that it can cover.
  const data = path.join(truss.directory, truss.config.data_dir);
  const covered = path.join(truss.directory, 'data');
  const isCovered = data !== covered && existsSync(data) && existsSync(covered);
  if ('/app' in view && isCovered) view['/app/data'] = realpathSync(data);
  for (const [place, link] of links) view[place] = { link };
  return Object.keys(view).length === 0 ? null : view;
}

/** `/models` of `/models/llama`: where that is on this machine, nothing is to be added to it. */
function topOf(place: string): string {
  return place.split('/', 2).join('/');
}

interface NamedPlaces {
  readonly places: ReadonlySet<string>;
  /** Those of weights. */
  readonly mounts: readonly ContainerPlace[];
}

function namedPlaces({ directory, config, weights }: ViewedTruss): NamedPlaces {
  const places = new Set<string>();
  const mounts = new Set<ContainerPlace>();
  const look = (text: string): void => {
    for (const { groups } of text.matchAll(NAMED)) if (groups?.['place'] !== undefined) places.add(groups['place']);
    // Code may put the path together of its parts: `f"/app/model_cache/{name}"`.
    for (const mount of weights?.mounts ?? []) if (text.includes(path.dirname(mount[0]))) mounts.add(mount);
  };
  look(JSON.stringify([config.environment_variables, config.model_metadata]));
  for (const folder of [config.model_module_dir, config.bundled_packages_dir]) {
    for (const file of pythonFiles(path.join(directory, folder))) look(file);
  }
  return { places, mounts: [...mounts] };
}

/** What the Python files below a folder hold; a folder or a file that cannot be read is somebody else's to tell of. */
function pythonFiles(folder: string): string[] {
  try {
    const names = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.py'))
      .slice(0, MAX_FILES);
    return names.map(({ parentPath, name }) =>
      readFileSync(path.join(parentPath, name), 'latin1').slice(0, MAX_FILE_BYTES),
    );
  } catch {
    return [];
  }
}
