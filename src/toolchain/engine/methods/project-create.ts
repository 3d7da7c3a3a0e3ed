import { join } from 'node:path';

import { z } from 'zod';

import type { Issue } from '../../../core/errors/issue.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import type { LockedFile } from '../../../core/weights/weights-lock.ts';
import { lockedTorch } from '../../environment/lock-file/locked-torch.ts';
import type { SeedVersion } from '../../environment/lock/kept-versions.ts';
import { lockProject } from '../../environment/lock/lock-project.ts';
import type { ProjectLock } from '../../environment/lock/lock-project.ts';
import { modelRivals } from '../../environment/lock/model-rivals.ts';
import { createProject } from '../../project/create/create-project.ts';
import { openProject } from '../../project/open/open-project.ts';
import type { Project } from '../../project/open/open-project.ts';
import { separateFiles } from '../../weights/separated-files.ts';
import type { EngineContext } from '../engine-method.ts';
import { engineMethod } from '../engine-method.ts';

const params = z.object({
  directory: z.string().nullable(),
  staging: z.string(),
  framework: z.string(),
  config: z.record(z.string(), z.unknown()),
  requirements: z.array(
    z.object({ name: z.string(), version: z.string(), why: z.string(), address: z.string().nullable().default(null) }),
  ),
  installed: z.array(z.object({ name: z.string(), version: z.string() })).default([]),
  requirementsFile: z.string().nullable().default(null),
  dataFiles: z.array(z.string()).default([]),
  examples: z.array(z.object({ name: z.string(), body: z.string(), output: z.string().optional() })).default([]),
  lock: z.boolean().default(true),
  weights: z.enum(['inside', 'separate']).default('inside'),
});

/** Makes a truss of what Python has serialised, and locks it. */
export const projectCreate = engineMethod(params, async ({ installed, lock, weights, ...options }, context) => {
  context.progress({ phase: 'write', message: 'Writing the truss' });
  const separated: LockedFile[] = [];
  const made = await createProject({
    ...options,
    pythonVersion: context.caller.pythonVersion,
    beside: async (change, place) => {
      const plan = { ...place, staged: join(options.staging, 'data'), isWanted: weights === 'separate' };
      separated.push(...(await separateFiles(change, plan)));
    },
  });
  if (!lock) return { ...made, separated, lock: null };
  const project = await openProject(made.directory);
  const { lock: found, warnings } = await tryToLock(project, installed, context);
  const rivals = await modelRivals(project, found?.text ?? null, options.requirements);
  const told = found === null ? null : { path: found.path, packages: found.packages, torch: lockedTorch(found.text) };
  return { ...made, separated, warnings: [...made.warnings, ...warnings, ...rivals], lock: told };
});

interface Locked {
  readonly lock: ProjectLock | null;
  readonly warnings: readonly Issue[];
}

/** A truss without a lock is still a truss: without uv or a network it is locked when it first runs. */
async function tryToLock(project: Project, seed: readonly SeedVersion[], context: EngineContext): Promise<Locked> {
  try {
    const { progress, signal } = context;
    const lock = await lockProject(project, { seed, progress, signal });
    // That a lock made of other requirements was replaced is what was asked for.
    return { lock, warnings: lock.warnings.filter(({ code }) => code !== 'ENV_LOCK_STALE') };
  } catch (error) {
    if (!(error instanceof TrussError) || error.code === 'INTERRUPTED') throw error;
    return { lock: null, warnings: [notLocked(error)] };
  }
}

function notLocked({ code, message, hint, issues }: TrussError): Issue {
  const { path = 'requirements', ...place } = issues[0] ?? {};
  return {
    ...place,
    path,
    code,
    message: `The requirements are not locked yet: ${message}`,
    ...(hint === undefined ? {} : { hint }),
    severity: 'warning',
  };
}
