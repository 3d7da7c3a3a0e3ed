import { redactCredentials } from '../../../core/requirements/credentials.ts';
import type { Project } from '../../project/open/open-project.ts';
import type { SourceLine } from '../sources/source-line.ts';
import { plainText, withoutColours } from './plain-text.ts';
import type { UvStep } from './uv-progress.ts';

/** What uv was told to do when it failed. */
export interface UvContext {
  readonly step: UvStep;
  readonly project: Project;
  /** All requirements of the user's, to point at the ones that uv speaks of. */
  readonly lines: readonly SourceLine[];
  /** What uv read from its stdin, in which it counts positions. */
  readonly input: string;
  /** Whether it ran where an image is built. */
  readonly isForImage?: boolean;
}

/** A failure of uv, ready to be understood. */
export interface UvFailure extends UvContext {
  /** What uv wrote about the failure, without credentials. */
  readonly details: string;
  /** The same on one line without decoration, so that a sentence that uv wrapped can be found. */
  readonly text: string;
}

/** What uv tells of its work. */
const WORK =
  /^\s*(?:Resolved|Prepared|Installed|Uninstalled|Downloading|Downloaded|Building|Built|Updating|Updated|Using|warning:) .*$|^ [+~-] .*$/gm;
/** Reads what uv wrote to stderr. */
export function readUvFailure(stderr: string, context: UvContext): UvFailure {
  const details = withoutColours(redactCredentials(stderr))
    .replaceAll(WORK, '')
    .replaceAll(/\n{2,}/g, '\n')
    .trim();
  return { ...context, details, text: plainText(details) };
}

/** The end of uv's own words, for a message. */
export function lastLines({ details }: UvFailure, count: number): string {
  return details.split('\n').slice(-count).join('\n');
}
