import type { ErrorShape } from '../answer/error-shape.ts';
import type { Route } from '../exchange/route.ts';
import { ROUTES } from './routes.ts';

/** Which route a request asks for. */
export type RouteMatch =
  | { readonly kind: 'found'; readonly route: Route; readonly parameters: Readonly<Record<string, string>> }
  /** The path exists with other methods. */
  | { readonly kind: 'wrongMethod'; readonly allowed: readonly string[]; readonly errorShape: ErrorShape | undefined }
  | { readonly kind: 'unknown' };

const PATTERNS = ROUTES.map((route) => {
  const pattern = route.path
    .split(/\{(\w+)\}/)
    .map((part, index) => (index % 2 === 0 ? escape(part) : `(?<${part}>[^/:]+)`));
  return { route, pattern: new RegExp(`^${pattern.join('')}$`) };
});

/** Finds the route of a method and a path without its query. HEAD is answered as GET. */
export function matchRoute(method: string, path: string): RouteMatch {
  const asked = method === 'HEAD' ? 'GET' : method;
  const others: Route[] = [];
  for (const { route, pattern } of PATTERNS) {
    const match = pattern.exec(path);
    if (match === null) continue;
    if (route.method === asked) return { kind: 'found', route, parameters: decodeAll(match.groups) };
    others.push(route);
  }
  const [first] = others;
  if (first === undefined) return { kind: 'unknown' };
  const allowed = others.flatMap((route) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]));
  return { kind: 'wrongMethod', allowed, errorShape: first.errorShape };
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function decodeAll(groups: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([word, text]) => [word, decode(text)]));
}

/** The text with its percent-escapes undone; as it came where they are not valid. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
