// What a config says of files to fetch, in all the forms that it has had, as one list.
import { cachedModelAddress, isOfHub, secretOfCache } from '../config/cached-model.ts';
import type { Config } from '../config/config.ts';
import { slugOf } from '../config/entry-name.ts';
import { fileName, parseAddress } from './address.ts';
import type { NamePatterns } from './name-patterns.ts';

/** Where a model looks for the files of a source. */
type WeightPlace =
  /** An absolute path: a directory with the files, or where `isFile` the one file itself. */
  | { readonly kind: 'mount'; readonly path: string; readonly isFile: boolean }
  /** A path from the data directory, likewise. */
  | { readonly kind: 'data'; readonly path: string; readonly isFile: boolean }
  /** The cache of Hugging Face's own libraries. */
  | { readonly kind: 'hub' };

/** Files to fetch from one source. */
export interface PlannedWeights extends NamePatterns {
  /** How the model asks for them: `context.weights["llama"]`, `${weights.llama}`. */
  readonly name: string;
  /** The field of the config: `weights[0]`. */
  readonly field: string;
  readonly source: string;
  readonly place: WeightPlace;
  /** The name of the secret with the token; null: none. */
  readonly secret: string | null;
}

/** Where a container has what a model fetches. */
const MODEL_CACHE = '/app/model_cache';
const CONTAINER_DATA = '/app/data/';

type WeightFields = Pick<Config, 'weights' | 'model_cache' | 'external_data'>;

/** All files that a config has fetched, in its order. */
export function plannedWeights(config: WeightFields): readonly PlannedWeights[] {
  return withNames([
    ...config.weights.map(ofToday),
    ...config.model_cache.map(ofModelCache),
    ...(config.external_data ?? []).map(ofExternalData),
  ]);
}

type Unnamed = Omit<PlannedWeights, 'name'> & { readonly wanted: string | null };

function ofToday(item: Config['weights'][number], index: number): Unnamed {
  const { source, mount_location, auth, auth_secret_name, allow_patterns: allow, ignore_patterns: ignore } = item;
  const secret = auth_secret_name ?? auth?.auth_secret_name ?? null;
  return {
    field: `weights[${index}]`,
    wanted: item.name,
    source,
    place: placeOf(mount_location, source),
    secret,
    allow,
    ignore,
  };
}

function placeOf(location: string, source: string): WeightPlace {
  const path = location.replace(/(?<=.)\/+$/, '');
  const isFile = isPathOfFile(path, source);
  if (!path.startsWith(CONTAINER_DATA)) return { kind: 'mount', path, isFile };
  // What was `external_data` may be called otherwise than its address.
  const isNamed = parseAddress(source)?.kind === 'https' && extension(path) !== '';
  return { kind: 'data', path: path.slice(CONTAINER_DATA.length), isFile: isFile || isNamed };
}

/** An address is one file, which `mount_location` may name itself, as what `external_data` became does. */
function isPathOfFile(path: string, source: string): boolean {
  const address = parseAddress(source);
  if (address?.kind !== 'https') return false;
  const [there, here] = [fileName(address.url), path.slice(path.lastIndexOf('/') + 1)];
  return here === there || (extension(here) !== '' && extension(here) === extension(there));
}

function extension(name: string): string {
  return /[^.](\.\w+)$/.exec(name)?.[1] ?? '';
}

function ofModelCache(item: Config['model_cache'][number], index: number): Unnamed {
  const { repo_id: repo, revision, kind, use_volume, volume_folder, runtime_secret_name: named } = item;
  const source = cachedModelAddress({ repo, kind, revision });
  const folder = use_volume ? volume_folder : isOfHub(source) ? null : firstPart(source);
  return {
    field: `model_cache[${index}]`,
    wanted: null,
    source,
    place: folder === null ? { kind: 'hub' } : { kind: 'mount', path: `${MODEL_CACHE}/${folder}`, isFile: false },
    secret: secretOfCache(source, named),
    allow: item.allow_patterns,
    ignore: item.ignore_patterns,
  };
}

/** The bucket. */
function firstPart(repo: string): string {
  return repo.replace(/^\w+:\/\//, '').split('/', 1)[0] ?? '';
}

function ofExternalData({ url, local_data_path, name }: ExternalFile, index: number): Unnamed {
  return {
    field: `external_data[${index}]`,
    wanted: name,
    source: url,
    place: { kind: 'data', path: local_data_path, isFile: true },
    secret: null,
    allow: null,
    ignore: null,
  };
}

type ExternalFile = NonNullable<Config['external_data']>[number];

/** A name that somebody chose, else the last folder of the place, else as much of the place as tells it from the others. */
function withNames(items: readonly Unnamed[]): PlannedWeights[] {
  const short = items.map((item) => item.wanted ?? slugOf(lastPart(item)));
  return items.map(({ wanted, ...item }, index) => {
    const name = short[index] ?? '';
    const isShared = short.some((other, at) => other === name && at !== index);
    return { ...item, name: wanted ?? (isShared || name === '' ? slugOf(longName(item)) : name) };
  });
}

function lastPart(item: Omit<Unnamed, 'wanted'>): string {
  const long = longName(item);
  return long.slice(long.lastIndexOf('/') + 1);
}

function longName({ place, source }: Omit<Unnamed, 'wanted'>): string {
  return place.kind === 'hub' ? source.replace(/^\w+:\/\//, '').replace(/@.*$/, '') : place.path;
}
