// Commands that were written for a container name places of it. Where no container is, they mean the truss.
import type { Config } from './config.ts';

/** A place of a container, and what it is here; both without a slash at the end. */
export type ContainerPlace = readonly [place: string, here: string];

/** What a shell takes as it is; a path with anything else would need quotes, and may stand in quotes already. */
const PLAIN = /^[\w./@+%-]+$/;

/** Where the parts of a truss lie in a container. `directory`: that of the truss, which is the working directory here. */
export function containerPlaces(
  directory: string,
  { data_dir, bundled_packages_dir }: Pick<Config, 'data_dir' | 'bundled_packages_dir'>,
): ContainerPlace[] {
  const here = PLAIN.test(directory) ? directory : '.';
  return [
    ['/app/data', `${here}/${data_dir}`],
    ['/app', here],
    ['/packages', `${here}/${bundled_packages_dir}`],
  ];
}

/**
 * A command with the places of a container as what they are here. `isThere`: whether a path is on this machine as it is written; such
 * a one stays.
 */
export function localiseCommand(
  command: string,
  places: readonly ContainerPlace[],
  isThere: (path: string) => boolean,
): string {
  return places.reduce(
    (text, [place, here]) =>
      text.replaceAll(named(place), (path: string, below: string) => (isThere(path) ? path : here + below)),
    command,
  );
}

/** A place as a word of a command, and what is below it: not in an address, nor in a longer path. */
function named(place: string): RegExp {
  return new RegExp(String.raw`(?<![\w.~/-])${place}(?![\w.@+%-])((?:/[\w.@+%-]+)*)`, 'g');
}
