import { z } from 'zod';

/** A relative path that stays inside the truss, with `/` between its parts. */
export const insidePath = z
  .string({ error: 'text' })
  .refine(staysInside, { error: 'a relative path inside the truss' });

function staysInside(path: string): boolean {
  return path !== '' && !path.startsWith('/') && !/^[A-Za-z]:/.test(path) && !/(^|[/\\])\.\.([/\\]|$)/.test(path);
}
