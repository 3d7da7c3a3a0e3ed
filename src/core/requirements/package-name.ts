import { parseRequirement } from './parse-requirement.ts';

/** The normalised name of the package that a line requires; null for options, paths, bare addresses, comments and what is no requirement. */
export function packageName(line: string): string | null {
  const requirement = parseRequirement(line);
  return requirement.kind === 'package' ? requirement.name : null;
}
