// How large an image is beyond the one that it stands on.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import type { Place } from './commands.ts';
import { run } from './commands.ts';

/** Bytes of layers. */
export interface Size {
  readonly unpacked: number;
  /** As a registry has them. */
  readonly compressed: number;
}

/** The size of each layer that an image has beyond those of its base, in their order. */
export function layersBeyond(image: string, base: string, place: Place): readonly Size[] {
  const scratch = join(place.cwd, 'saved');
  mkdirSync(scratch);
  try {
    run('sh', ['-c', 'docker save "$1" | tar --extract --directory="$2"', 'sh', image, scratch], place);
    const [saved] = JSON.parse(readFileSync(join(scratch, 'manifest.json'), 'utf8')) as [{ Layers: string[] }];
    const count = (name: string): number =>
      Number(run('docker', ['image', 'inspect', '--format', '{{len .RootFS.Layers}}', name], place));
    return saved.Layers.slice(count(base)).map((path) => {
      const tar = readFileSync(join(scratch, path));
      return { unpacked: tar.length, compressed: gzipSync(tar).length };
    });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** All of some layers. */
export function sumOf(sizes: readonly Size[]): Size {
  const sum = (key: keyof Size): number => sizes.reduce((all, size) => all + size[key], 0);
  return { unpacked: sum('unpacked'), compressed: sum('compressed') };
}

/** In megabytes, for people. */
export function told({ unpacked, compressed }: Size): string {
  return `${(unpacked / 1e6).toFixed(0)} MB, ${(compressed / 1e6).toFixed(0)} MB compressed`;
}
