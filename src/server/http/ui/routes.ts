import type { Route } from '../exchange/route.ts';
import { serveKeepExample } from './keep-example.ts';
import { servePageAddress, servePageFile, servePageSettings } from './serve-page.ts';

/**
 * The playground. Its files are open to those without a token, since a browser that is led to an address has none to show: they are the
 * same on every server, and what the page asks for is guarded.
 */
export const UI_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/ui', isProbe: true, of: 'server', serve: servePageAddress },
  { method: 'GET', path: '/ui/', isProbe: true, of: 'server', serve: servePageFile },
  { method: 'GET', path: '/ui/server.json', isProbe: true, of: 'server', serve: servePageSettings },
  { method: 'GET', path: '/ui/{file}', isProbe: true, of: 'server', serve: servePageFile },
  {
    method: 'POST',
    path: '/ui/models/{name}/examples',
    isForDevelopment: true,
    of: 'model',
    serve: serveKeepExample,
  },
];
