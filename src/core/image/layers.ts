// The layers of an image, from what changes least to what changes most: an edit makes anew what comes after it, and that alone.

/** A part of an image that changes by itself. */
export interface LayerKind {
  readonly name: LayerName;
  /** What is in it, for people. */
  readonly about: string;
  /** The change that makes it, and all that comes after it, anew. */
  readonly changedBy: string;
}

/** The names of the layers. `data`: a layer each for the large files, and one for the others. */
export type LayerName =
  | 'base'
  | 'system'
  | 'environment'
  | 'data'
  | 'server'
  | 'packages'
  | 'model'
  | 'commands'
  | 'config';

/** All of them in their order. An image has those of which there is something. */
export const LAYERS: readonly LayerKind[] = [
  { name: 'base', about: 'base image, Node, user', changedBy: 'python_version or base_image' },
  { name: 'system', about: 'system packages', changedBy: 'system_packages' },
  { name: 'environment', about: 'Python packages', changedBy: 'requirements.lock' },
  { name: 'data', about: 'weights and data', changedBy: 'a file of data' },
  { name: 'server', about: 'server', changedBy: 'another version of Truss' },
  { name: 'packages', about: 'bundled packages', changedBy: 'a file of packages' },
  { name: 'model', about: 'model code', changedBy: 'a file of model' },
  { name: 'commands', about: 'build commands', changedBy: 'build_commands' },
  { name: 'config', about: 'config and other files', changedBy: 'config.yaml and everything else' },
];
