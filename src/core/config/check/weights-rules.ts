// What the fields about large files have to agree on.
import type { ConfigProblem } from '../problem.ts';
import { pathText, valueAt } from '../problem.ts';
import { clash, itemsAt } from './clash.ts';

/** One way to fetch the files, a place of its own for each source, and the revisions that make a fetch repeatable. */
export function checkWeightsRules(given: unknown): ConfigProblem[] {
  return [
    ...oneSourceOfWeights(given),
    ...ownPlaces(given),
    ...onePlaceOfSecret(given),
    ...oneKindOfVolume(given),
    ...foldersOfVolumes(given),
    ...identitiesOfPlatforms(given),
  ];
}

function oneSourceOfWeights(given: unknown): ConfigProblem[] {
  return itemsAt(given, ['weights']).length === 0 || itemsAt(given, ['model_cache']).length === 0
    ? []
    : [
        clash(['model_cache'], {
          message: 'weights and model_cache are both given',
          hint: 'Move everything to weights.',
        }),
      ];
}

function ownPlaces(given: unknown): ConfigProblem[] {
  const places = itemsAt(given, ['weights']).map((source) => valueAt(source, ['mount_location']));
  const first = new Map(places.map((place, index) => [place, index] as const).toReversed());
  return places.flatMap((place, index) =>
    typeof place !== 'string' || first.get(place) === index
      ? []
      : [
          clash(['weights', index, 'mount_location'], {
            message: `two of the weights have the mount_location ${place}`,
            hint: 'Give each a directory of its own.',
          }),
        ],
  );
}

function onePlaceOfSecret(given: unknown): ConfigProblem[] {
  return itemsAt(given, ['weights']).flatMap((source, index) =>
    isText(source, ['auth_secret_name']) && isText(source, ['auth', 'auth_secret_name'])
      ? [
          clash(['weights', index, 'auth_secret_name'], {
            message: `weights[${index}] has auth_secret_name twice: in itself and in its auth`,
            hint: 'Remove one of them.',
          }),
        ]
      : [],
  );
}

/** Whose identity a platform lends: here there is that of the machine, which the clients of the clouds find by themselves. */
function identitiesOfPlatforms(given: unknown): ConfigProblem[] {
  return itemsAt(given, ['weights']).flatMap((source, index): ConfigProblem[] => {
    const method = valueAt(source, ['auth', 'auth_method']) ?? 'CUSTOM_SECRET';
    if (method === 'CUSTOM_SECRET') return [];
    return [
      {
        code: 'CONFIG_HOSTED_ONLY',
        severity: 'warning',
        path: ['weights', index, 'auth'],
        about: 'key',
        message: `weights[${index}].auth is for a hosted platform: here the login of this machine is used`,
        hint: 'Name a secret instead: auth_secret_name.',
      },
    ];
  });
}

function oneKindOfVolume(given: unknown): ConfigProblem[] {
  const items = itemsAt(given, ['model_cache']);
  const kinds = items.map((item) => valueAt(item, ['use_volume']));
  const other = kinds.findIndex((kind) => typeof kind === 'boolean' && kind !== kinds[0]);
  return other <= 0
    ? []
    : [
        clash(['model_cache', other, 'use_volume'], {
          message: 'use_volume differs among the items of model_cache',
          hint: 'Write the same for all of them.',
        }),
      ];
}

/** Files that are fetched at the start must be the same at each start, and lie somewhere. */
function foldersOfVolumes(given: unknown): ConfigProblem[] {
  return itemsAt(given, ['model_cache']).flatMap((item, index) => {
    if (valueAt(item, ['use_volume']) !== true) return [];
    const isOfHub = (valueAt(item, ['kind']) ?? 'hf') === 'hf';
    const missing = ['volume_folder', ...(isOfHub ? ['revision'] : [])].filter((field) => !isText(item, [field]));
    return missing.map((field) =>
      clash(['model_cache', index, 'use_volume'], {
        message: `${pathText(['model_cache', index, field])} is missing: use_volume needs it`,
        hint: `Write ${field}, or use_volume: false.`,
      }),
    );
  });
}

function isText(item: unknown, path: readonly string[]): boolean {
  const value = valueAt(item, path);
  return typeof value === 'string' && value !== '';
}
