import type { Route } from './routes.ts';
import { ROUTES } from './routes.ts';

/** Which route a request asks for. */
export type RouteMatch =
  | { readonly kind: 'found'; readonly route: Route; readonly name: string }
  /** The path exists with other methods. */
  | { readonly kind: 'wrongMethod'; readonly allowed: readonly string[] }
  | { readonly kind: 'unknown' };

const PATTERNS = ROUTES.map((route) => {
  const pattern = route.path.split('{name}').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return { route, pattern: new RegExp(`^${pattern.join('([^/:]+)')}$`) };
});

/** Finds the route of a method and a path without its query. HEAD is answered as GET. */
export function matchRoute(method: string, path: string): RouteMatch {
  const asked = method === 'HEAD' ? 'GET' : method;
  const allowed: string[] = [];
  for (const { route, pattern } of PATTERNS) {
    const match = pattern.exec(path);
    if (match === null) continue;
    const name = decodeName(match[1] ?? '');
    if (route.method === asked) return { kind: 'found', route, name };
    allowed.push(...(route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]));
  }
  return allowed.length === 0 ? { kind: 'unknown' } : { kind: 'wrongMethod', allowed };
}

/** The name with its percent-escapes undone; as it came where they are not valid. */
function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
