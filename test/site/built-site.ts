// The site as it was built: its files, and a server for it that knows nothing but files.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';

import { afterAll, beforeAll } from 'vitest';

export const root: string = resolve(import.meta.dirname, '../..');
const built = join(root, 'dist-docs');

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
};

/** The paths of its files, from its root. */
export function siteFiles(): string[] {
  const entries = readdirSync(built, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(built.length + 1));
}

/** What is in one of them. */
export function siteFile(path: string): string {
  return readFileSync(join(built, path), 'utf8');
}

/** Serves the site to the tests of a file; gives its address once they run. */
export function useSite(): () => string {
  let address = '';
  const server = createServer(({ url = '/' }, response) => {
    const path = decodeURIComponent(new URL(url, 'http://site').pathname);
    const file = path.endsWith('/') ? `${path}index.html` : path;
    if (!existsSync(join(built, file))) response.writeHead(404).end();
    else {
      const type = types[file.split('.').pop() ?? ''] ?? 'application/octet-stream';
      response.writeHead(200, { 'content-type': type }).end(readFileSync(join(built, file)));
    }
  });
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return () => address;
}
