/** A line of a requirements.txt, with those that continue it. */
export interface LogicalLine {
  readonly content: string;
  /** The number of its first line, from 1. */
  readonly line: number;
}

/**
 * The lines of a requirements.txt. One that ends in a backslash goes on in the next; a comment does not, as in pip.
 */
export function logicalLines(text: string): readonly LogicalLine[] {
  const logical: LogicalLine[] = [];
  let begun: LogicalLine | null = null;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const isContinued: boolean = raw.endsWith('\\') && !raw.trimStart().startsWith('#');
    const content: string = `${begun?.content ?? ''}${isContinued ? `${raw.slice(0, -1)} ` : raw}`;
    const joined: LogicalLine = { content, line: begun?.line ?? index + 1 };
    begun = isContinued ? joined : null;
    if (!isContinued) logical.push(joined);
  }
  // The last line of a file may end in a backslash too.
  return begun === null ? logical : [...logical, begun];
}
