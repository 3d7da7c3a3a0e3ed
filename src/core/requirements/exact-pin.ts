import { parseRequirement } from './parse-requirement.ts';

/** A package at one version. */
export interface ExactPin {
  /** Normalised. */
  readonly name: string;
  readonly version: string;
}

/** The one version that a line of requirements asks for; null where it leaves a choice, or is no package of an index. */
export function exactPin(line: string): ExactPin | null {
  const read = parseRequirement(line);
  const version = read.kind === 'package' ? /^===?([\w.!+]+)$/.exec(read.specifier)?.[1] : undefined;
  return read.kind === 'package' && version !== undefined ? { name: read.name, version } : null;
}
