import { z } from 'zod';

/** What such a path must be, for messages. */
export const INSIDE_PATH = 'a relative path inside the truss';

/** A relative path that stays inside the truss, with `/` between its parts. */
export const insidePath = z.string({ error: 'text' }).refine(staysInside, { error: INSIDE_PATH });

/** Whether something is a relative path that does not leave the directory from which it is meant. */
export function staysInside(path: unknown): path is string {
  return (
    typeof path === 'string' &&
    path !== '' &&
    !path.startsWith('/') &&
    !/^[A-Za-z]:/.test(path) &&
    !/(^|[/\\])\.\.([/\\]|$)/.test(path)
  );
}
