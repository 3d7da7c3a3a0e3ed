import { stat } from 'node:fs/promises';

import { pipConfigFiles } from '../environment/uv/pip-settings.ts';
import type { Check, Finding } from './check.ts';

/** What leads uv, pip and Node to another index or through a proxy. */
const ROUTES = /^(?:(?:https?|all|no)_proxy|(?:UV|PIP)_(?:\w*INDEX\w*|PROXY|CONFIG_FILE|FIND_LINKS)|UV_OFFLINE)$/i;

/** What names files of certificates. */
const CERTIFICATES = /^(?:SSL_CERT_(?:FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|NODE_EXTRA_CA_CERTS|PIP_CERT)$/;

/** Variables and files for proxies, indexes and certificates: their names alone, since a proxy's address may hold a password. */
export const networkCheck: Check = { name: 'network', needed: false, look: lookAtNetwork };

async function lookAtNetwork(): Promise<Finding> {
  const set = Object.keys(process.env).filter((name) => process.env[name] !== '');
  const certificates = set.filter((name) => CERTIFICATES.test(name));
  const isThere = await Promise.all(certificates.map((name) => exists(process.env[name] ?? '')));
  const dangling = certificates.filter((_, index) => isThere[index] !== true);
  const names = [...set.filter((name) => ROUTES.test(name)), ...certificates].sort();
  const told = [
    ...(names.length === 0 ? [] : [`set: ${names.join(', ')}`]),
    ...(await pipConfigFiles()).map((path) => `read: ${path}`),
  ];
  const found = told.length === 0 ? 'no proxy, index or certificate is set' : told.join('; ');
  return dangling.length === 0
    ? { status: 'found', found }
    : { status: 'doubtful', found, advice: `Correct ${dangling.join(', ')}: there is no such file.` };
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
