import { z } from 'zod';

/** A line of our log, as far as it is shown. */
const logLine = z.object({ message: z.string(), traceback: z.string().optional(), hint: z.string().optional() });

/** A line of our log as people read it; another one as it is. */
export function readableLine(line: string): string {
  try {
    const { message, traceback, hint } = logLine.parse(JSON.parse(line));
    return [message, traceback?.trimEnd(), hint].filter((part) => part !== undefined).join('\n  ');
  } catch {
    return line;
  }
}
