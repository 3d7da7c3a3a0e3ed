import { nearest } from '../config/nearest.ts';
import { withoutTransfer } from '../config/without-transfer.ts';
import { TrussError } from '../errors/truss-error.ts';

const REFERENCE = /\$\{weights\.([^}]*)\}/g;

/**
 * A command with each `${weights.NAME}` as the place of those weights.
 *
 * @throws {TrussError} `CONFIG_INVALID` where there are none of a name
 */
export function fillReferences(command: string, places: Readonly<Record<string, string>>): string {
  return withoutTransfer(command).replaceAll(REFERENCE, (whole, name: string) => {
    const place = Object.hasOwn(places, name) ? places[name] : undefined;
    if (place !== undefined) return place;
    const known = Object.keys(places);
    const meant = nearest(name, known);
    throw new TrussError('CONFIG_INVALID', {
      message: `docker_server.start_command names ${whole}, and the config has no weights of that name.`,
      hint: meant === undefined ? `It has: ${known.join(', ') || 'none'}.` : `Did you mean \${weights.${meant}}?`,
    });
  });
}
