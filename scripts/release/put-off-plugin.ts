// What our bundles are spared of Node: modules of it that nothing uses before somebody asks for what needs them.
import http from 'node:http';

import type { TsdownPlugin } from 'tsdown';

const HTTP = new Set(['http', 'node:http']);

/** Libraries that need TLS for what Truss never asks of them: clients. */
const OF_CLIENTS = /\/node_modules\/(ws|prom-client)\//;

const TLS = new Map([
  ['https', 'node:https'],
  ['tls', 'node:tls'],
]);

// By this file's path they are known for our own, whose licence is not looked for.
const OURS = `${import.meta.filename}?`;
const HTTP_MODULE = `${OURS}node:http`;

/**
 * A plugin that puts off what comes with `node:http`, `node:https` and `node:tls` until it is used.
 *
 * An import of one of Node's modules reads all that it exports. Of `node:http` some members are made when they are read, and bring
 * undici and 75 modules with it: 4 MB of a server and 20 ms of every start. `ws` and `prom-client` require TLS, which takes 6 MB,
 * for their clients.
 */
export function putOffPlugin(): TsdownPlugin {
  return {
    name: 'truss:put-off',
    resolveId: (name, importer, { kind }) => {
      // What requires it reads nothing of it yet.
      if (kind !== 'require-call') return HTTP.has(name) ? HTTP_MODULE : undefined;
      const put = OF_CLIENTS.test(importer ?? '') ? TLS.get(name) : undefined;
      return put === undefined ? undefined : `${OURS}${put}`;
    },
    load: (id) => {
      if (id === HTTP_MODULE) return nodeHttpModule();
      return id.startsWith(OURS) ? putOffModule(id.slice(OURS.length)) : undefined;
    },
  };
}

/** A module with the exports of `node:http`, without those that are made when they are read: a bundle that imports one of them is not built. */
function nodeHttpModule(): string {
  const members = Object.entries(Object.getOwnPropertyDescriptors(http));
  const names = members.filter(([, member]) => 'value' in member).map(([name]) => name);
  return [
    "const http = process.getBuiltinModule('node:http');",
    'export default http;',
    `export const { ${names.join(', ')} } = http;`,
    '',
  ].join('\n');
}

/** What has the members of one of Node's modules, which it loads for the first that is read. */
function putOffModule(name: string): string {
  return `module.exports = new Proxy({}, { get: (_, member) => process.getBuiltinModule('${name}')[member] });\n`;
}
