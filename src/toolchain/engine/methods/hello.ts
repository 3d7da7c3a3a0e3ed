import { z } from 'zod';

import { TrussError } from '../../../core/errors/truss-error.ts';
import { pythonVersion, toPythonVersion, version } from '../../../core/version.ts';
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
export const hello = engineMethod(params, async ({ protocol, python, truss }, { caller }) => {
  if (protocol !== PROTOCOL || toPythonVersion(truss) !== pythonVersion) {
    throw new TrussError('ENGINE_VERSION_MISMATCH', {
      message: `The Python package truss is ${truss} (protocol ${protocol}), the engine ${version} (protocol ${PROTOCOL}).`,
      hint: 'Install both from one release: `pip install --force-reinstall truss`.',
    });
  }
  caller.pythonVersion = python.version;
  return { protocol: PROTOCOL, truss: pythonVersion, home: trussHome() };
});
