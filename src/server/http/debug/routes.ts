import type { Route } from '../exchange/route.ts';
import { serveBatching } from './serve-batching.ts';

/** What a developer looks at. */
export const DEBUG_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/debug/batching', of: 'server', isForDevelopment: true, serve: serveBatching },
];
