// `model_cache` and `external_data` became `weights`, which says of each source where its files are found.
import { cachedModelAddress, secretOfCache } from '../cached-model.ts';
import { valueAt } from '../problem.ts';
import { removeIn, setIn } from '../yaml/edit.ts';
import type { Migration } from './migration.ts';

type Item = Readonly<Record<string, unknown>>;

/** Those with a folder of their own. What only fills the cache of Hugging Face has no place among `weights`, and stays with all others. */
export const migrateModelCache: Migration = ({ text, value }) => {
  const items = itemsOf(value, 'model_cache');
  if (items.length === 0 || itemsOf(value, 'weights').length > 0 || !items.every(isWithFolder)) return null;
  return {
    path: 'model_cache',
    message: 'weights says where each source is found',
    text: setIn(removeIn(text, ['model_cache']), ['weights'], items.map(ofCache)),
  };
};

function isWithFolder(item: Item): boolean {
  return (
    typeof item['repo_id'] === 'string' && item['use_volume'] === true && typeof item['volume_folder'] === 'string'
  );
}

function ofCache(item: Item): Item {
  const [repo, kind] = [textOf(item, 'repo_id') ?? '', textOf(item, 'kind') ?? 'hf'];
  const source = cachedModelAddress({ repo, kind, revision: textOf(item, 'revision') });
  const secret = secretOfCache(source, textOf(item, 'runtime_secret_name'));
  return {
    source,
    mount_location: `/app/model_cache/${textOf(item, 'volume_folder')}`,
    ...(secret === null ? {} : { auth_secret_name: secret }),
    ...patternsOf(item),
  };
}

function patternsOf(item: Item): Item {
  return Object.fromEntries(
    ['allow_patterns', 'ignore_patterns'].flatMap((key) =>
      Array.isArray(item[key]) ? [[key, item[key]] as const] : [],
    ),
  );
}

/** Files of the web that go into the data directory. A `model_cache` that stays excludes `weights`. */
export const migrateExternalData: Migration = ({ text, value }) => {
  const items = itemsOf(value, 'external_data');
  const isLeft = itemsOf(value, 'model_cache').length > 0 || valueAt(value, ['hf_cache']) !== undefined;
  if (items.length === 0 || isLeft || !items.every(isNamedFile)) return null;
  const weights = [...itemsOf(value, 'weights'), ...items.map(ofExternalData)];
  return {
    path: 'external_data',
    message: 'weights says where each file is found',
    text: setIn(removeIn(text, ['external_data']), ['weights'], weights),
  };
};

/** A place without an ending would be read as that of a directory. */
function isNamedFile(item: Item): boolean {
  const [url, place] = [textOf(item, 'url') ?? '', textOf(item, 'local_data_path') ?? ''];
  return url.startsWith('https://') && /[^./]\.\w+$/.test(place);
}

function ofExternalData(item: Item): Item {
  const name = textOf(item, 'name');
  return {
    ...(name !== null && /^\w[\w.-]*$/.test(name) ? { name } : {}),
    source: textOf(item, 'url'),
    mount_location: `/app/data/${textOf(item, 'local_data_path')}`,
  };
}

function itemsOf(value: unknown, key: string): readonly Item[] {
  const items = valueAt(value, [key]);
  return Array.isArray(items) ? items.filter((item): item is Item => typeof item === 'object' && item !== null) : [];
}

function textOf(item: Item, key: string): string | null {
  const text = item[key];
  return typeof text === 'string' && text !== '' ? text : null;
}
