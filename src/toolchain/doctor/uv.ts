import { TrussError } from '../../core/errors/truss-error.ts';
import { findUv } from '../environment/uv/find-uv.ts';
import type { Check, Finding } from './check.ts';

/** uv, which locks requirements and builds environments. */
export const uvCheck: Check = { name: 'uv', needed: true, look: lookForUv };

async function lookForUv(): Promise<Finding> {
  try {
    const { version, path } = await findUv();
    return { status: 'found', found: `${version} (${path})` };
  } catch (error) {
    if (!(error instanceof TrussError)) throw error;
    const { message, hint } = error;
    return { status: 'missing', found: message, ...(hint === undefined ? {} : { advice: hint }) };
  }
}
