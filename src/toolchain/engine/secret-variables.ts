import { z } from 'zod';

/**
 * A parameter of the methods that need secrets: the variables `TRUSS_SECRET_<name>` as they are with the caller at this moment, since a
 * notebook sets them long after the engine has started. They hold for the one request; where they are not given, those of the engine do.
 */
export const secretVariables = z.record(z.string(), z.string()).optional();
