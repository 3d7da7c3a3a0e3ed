// Where trusses answer on one machine, for every command that may run them there.
import type { Config } from '../../core/config/config.ts';
import { PORTS_HERE } from '../../core/deploy/compose/target.ts';
import type { PortsHere } from '../../core/deploy/target.ts';
import type { TargetName } from '../../core/deploy/targets.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { hasRouter } from '../../core/image/compose.ts';
import { flag, integer } from './define-options.ts';

/**
 * Makes sure that one of the trusses has an image that can be the router, before any is built.
 *
 * @throws {TrussError} `DEPLOY_UNSUPPORTED`
 */
export function requireRouter(trusses: readonly { readonly config: Config }[], onePort: boolean): void {
  if (!onePort || trusses.some(hasRouter)) return;
  throw new TrussError('DEPLOY_UNSUPPORTED', {
    message: 'No image of these trusses has our server, which would be the router: all of them are taken as they are.',
    hint: 'Give each a port of its own: without --one-port.',
  });
}

/** For the help of `--one-port`. */
export const ONE_PORT = 'one port for all of them, where each is found by its name: /v1/models/NAME:predict';

/** Said of a cluster they mean nothing. */
export const hereOptions = {
  port: integer(
    '-p, --port <number>',
    `with --target compose: of the first truss, on 127.0.0.1 (default: ${PORTS_HERE.first})`,
    {
      min: 1,
      max: 65_535,
      fallback: null,
    },
  ),
  onePort: flag('--one-port', `with --target compose: ${ONE_PORT}`),
};

/**
 * What these options say.
 *
 * @throws {TrussError} `USAGE` where they are said of a cluster
 */
export function portsHere(
  { port, onePort }: { readonly port: number | null; readonly onePort: boolean },
  target: TargetName,
): PortsHere {
  if (target !== 'compose' && (port !== null || onePort)) {
    throw new TrussError('USAGE', {
      message: `${port === null ? '--one-port' : '--port'} is for --target compose, and ${target} is a cluster.`,
      hint: 'A name for the world outside stands in the config: deploy.ingress, deploy.route.',
    });
  }
  return { first: port ?? PORTS_HERE.first, isOnly: onePort };
}
