// Which layer of an image each file of a truss is in.
import { join, relative } from 'node:path';

import { CONFIG_FILE } from '../../../core/config/config-file.ts';
import type { Config } from '../../../core/config/config.ts';
import type { LayerName } from '../../../core/image/layers.ts';
import { LOCK_FILE } from '../../project/files/truss-files.ts';
import type { TreeFile } from './truss-tree.ts';

/** From this size on a file has a layer of its own, so that it alone moves when it changes. */
const LARGE_BYTES = 32 * 2 ** 20;

/** An image can have 127 layers; the largest files have those that are left. */
const MOST_LARGE = 64;

/** Files that are one layer. */
export interface FileLayer {
  readonly name: LayerName;
  /** The name of its folder in the context. */
  readonly folder: string;
  readonly about: string;
  /** `path`: in the image, without the first `/`. */
  readonly files: readonly TreeFile[];
}

/** What is sorted into layers. */
export interface SortedFiles {
  /** Of the truss, by their paths in it. */
  readonly files: readonly TreeFile[];
  /** Weights that live elsewhere, by their paths in the image. */
  readonly weights: readonly TreeFile[];
  readonly config: Config;
  /** Or else `data/` is mounted when the image runs. */
  readonly withData: boolean;
}

/** The layers of a truss's own files and weights, without those of which it has none. */
export function sortFiles({ files, weights, config, withData }: SortedFiles): readonly FileLayer[] {
  const of = (name: LayerName): TreeFile[] => files.filter((file) => layerOf(file, config) === name).map(inApp);
  const data = [...(withData ? of('data') : []), ...weights];
  const large = largest(data);
  const rest = data.filter((file) => !large.includes(file));
  return [
    ...large.map((file, index): FileLayer => {
      const folder = `data-${index + 1}`;
      return { name: 'data', folder, about: `the file ${relative('app', file.path)}`, files: [file] };
    }),
    { name: 'data', folder: 'data', about: 'data', files: rest } as const,
    { name: 'packages', folder: 'packages', about: 'bundled packages', files: of('packages') } as const,
    { name: 'model', folder: 'model', about: "the model's code", files: of('model') } as const,
    { name: 'config', folder: 'config', about: 'the config, and everything else', files: of('config') } as const,
  ].filter((layer) => layer.files.length > 0);
}

function layerOf({ kind, path: plain }: TreeFile, config: Config): LayerName {
  const path = kind === 'directory' ? `${plain}/` : plain;
  if (path === CONFIG_FILE || path === LOCK_FILE || path === config.examples_filename) return 'config';
  if (isBelow(path, config.data_dir)) return 'data';
  if (isBelow(path, config.bundled_packages_dir)) return 'packages';
  return isBelow(path, config.model_module_dir) ? 'model' : 'config';
}

function isBelow(path: string, directory: string): boolean {
  const plain = directory.replace(/^\.\//, '').replace(/\/+$/, '');
  return plain === '.' || plain === '' || path.startsWith(`${plain}/`);
}

function inApp(file: TreeFile): TreeFile {
  return { ...file, path: `app/${file.path}` };
}

function largest(files: readonly TreeFile[]): readonly TreeFile[] {
  const large = files.filter(({ size }) => size >= LARGE_BYTES);
  if (large.length <= MOST_LARGE) return large;
  const kept = new Set(large.toSorted((a, b) => b.size - a.size).slice(0, MOST_LARGE));
  return large.filter((file) => kept.has(file));
}

/** Files of a directory outside of the truss, as they come into its packages. */
export function asPackages(files: readonly TreeFile[], config: Config): readonly TreeFile[] {
  return files.map((file) => ({ ...file, path: join(config.bundled_packages_dir, file.path) }));
}
