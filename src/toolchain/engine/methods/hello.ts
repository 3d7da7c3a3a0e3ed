import { z } from 'zod';

import packageJson from '../../../../package.json' with { type: 'json' };
import { TrussError } from '../../../core/errors/truss-error.ts';
import { trussHome } from '../../home/truss-home.ts';
import { engineMethod } from '../engine-method.ts';

/** Of specs/engine-protocol.md. */
const PROTOCOL = 1;

const params = z.object({
  protocol: z.number(),
  python: z.object({ version: z.string() }),
  truss: z.string(),
});

/** The first call: refuses a Python package of another version. */
export const hello = engineMethod(params, async ({ protocol, python, truss }, { session }) => {
  const version = pythonVersionOf(packageJson.version);
  if (protocol !== PROTOCOL || pythonVersionOf(truss) !== version) {
    throw new TrussError('ENGINE_VERSION_MISMATCH', {
      message: `The Python package truss is ${truss} (protocol ${protocol}), the engine ${packageJson.version} (protocol ${PROTOCOL}).`,
      hint: 'Install both from one release: `pip install --force-reinstall truss`.',
    });
  }
  session.pythonVersion = python.version;
  return { protocol: PROTOCOL, truss: version, home: trussHome() };
});

/** npm writes a pre-release as `1.0.0-alpha.1`, Python as `1.0.0a1`. */
function pythonVersionOf(version: string): string {
  return version.replace(/-?(alpha|beta|rc)\.?/, (_, stage: string) => (stage === 'rc' ? 'rc' : stage.charAt(0)));
}
