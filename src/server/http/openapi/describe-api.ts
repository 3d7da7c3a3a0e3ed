import type { ApiDescription, DescribedRoute } from '../../../core/openapi/document.ts';
import { version } from '../../../core/version.ts';
import type { Entry } from '../../service/entry.ts';
import type { Route } from '../exchange/route.ts';
import { pathFor } from '../exchange/route.ts';

/** What groups the operations that belong to no single model. */
const SERVER_TAG = 'server';

/** Describes what a server with these entries answers; of a model that is not loaded yet, what its truss says. */
export function describeApi(
  routes: readonly Route[],
  entries: readonly Entry[],
  { isGuarded, url }: { readonly isGuarded: boolean; readonly url: string },
): ApiDescription {
  const described = routes.flatMap((route): DescribedRoute[] => {
    const { method, isProbe = false } = route;
    const common = { method, isGuarded: isGuarded && !isProbe };
    if (route.of === 'server') {
      const operation = route.describe?.(entries) ?? null;
      return operation === null ? [] : [{ ...common, path: route.path, tag: SERVER_TAG, operation }];
    }
    return entries.flatMap((entry) => {
      const operation = route.describe?.(entry) ?? null;
      return operation === null
        ? []
        : [{ ...common, path: pathFor(route.path, entry.name), tag: entry.name, operation }];
    });
  });
  return { title: entries.map(({ name }) => name).join(', '), version, url, routes: described };
}
