// The lock of an image: that of the truss, for whatever machine the image is built on.
import { createHash } from 'node:crypto';
import { relative } from 'node:path';

import type { Issue } from '../../../core/errors/issue.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import type { LockFacts } from '../../../core/image/image-stages.ts';
import { localRequirement } from '../../environment/lock-file/local-requirement.ts';
import type { FreshLock } from '../../environment/lock-file/lock-file.ts';
import { isFromAnyIndex, lockedLines, readLockEntries } from '../../environment/lock-file/lock-file.ts';
import { lockProject } from '../../environment/lock/lock-project.ts';
import { freshLock, readLockState } from '../../environment/lock/lock-state.ts';
import type { RequirementSources } from '../../environment/sources/requirement-sources.ts';
import { fetchWithUv } from '../../environment/uv/fetch-with-uv.ts';
import type { Progress } from '../../progress.ts';
import type { Project } from '../../project/open/open-project.ts';

/** How a truss is locked. */
export interface ImageLockOptions {
  /** A lock that does not fit is an error instead of made anew. */
  readonly frozen: boolean;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** A lock that an image is made from. */
export interface ImageLock extends FreshLock {
  /** What the lock was made from, to tell which line is at fault. */
  readonly sources: RequirementSources;
  readonly warnings: readonly Issue[];
}

/** Where something of a truss lies in a context. */
export interface ContextPlace {
  readonly source: string;
  /** Of its files. */
  readonly digest: string;
}

/**
 * The lock that fits the truss: the one that is there, or a new one. One that fits needs no Python of this machine: it is for every
 * platform, and is installed where the image is built.
 *
 * @throws {TrussError} `ENV_*`
 */
export async function imageLock(project: Project, { frozen, progress, signal }: ImageLockOptions): Promise<ImageLock> {
  const state = await readLockState(project, fetchWithUv({ cwd: project.directory, progress, signal }));
  const fresh = freshLock(state);
  if (fresh !== null) return { ...fresh, sources: state.sources, warnings: [] };
  return lockProject(project, { state, frozen, progress, signal });
}

/**
 * What a Dockerfile has to know of a lock.
 *
 * `placeOf`: where a path of the truss lies in the context; null where it is in none of its layers.
 *
 * @throws {TrussError} `IMAGE_UNSUPPORTED` for a requirement that lies outside of the truss
 */
export function lockFacts(
  { text }: FreshLock,
  directory: string,
  placeOf: (path: string) => ContextPlace | null,
): LockFacts {
  const entries = readLockEntries(text);
  const local = lockedLines(text).flatMap((line) => {
    const path = localRequirement(line, directory);
    if (path === null) return [];
    const inside = relative(directory, path);
    const place = placeOf(inside);
    if (place === null) throw outside(line);
    return [{ ...place, target: `/app/${inside}` }];
  });
  return {
    isEmpty: entries.length === 0,
    isHashed: entries.every(({ hashed }) => hashed),
    isFromAnyIndex: isFromAnyIndex(text),
    digest: createHash('sha256').update(text).digest('hex'),
    local,
  };
}

function outside(line: string): TrussError {
  return new TrussError('IMAGE_UNSUPPORTED', {
    message: `The requirement ${line} is no file of the truss, so that an image cannot have it.`,
    hint: 'Copy it into the truss and require it from there (./packages/name), or require it from an index or git.',
  });
}
