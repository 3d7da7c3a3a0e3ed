// A package index on 127.0.0.1, with or without a password, that serves wheels made on the spot.
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { onTestFinished } from 'vitest';

/** A wheel with one empty module. */
export interface TinyWheel {
  readonly name: string;
  readonly version: string;
  /** Requirements of the wheel. */
  readonly requires?: readonly string[];
}

export interface IndexOptions {
  readonly wheels: readonly TinyWheel[];
  /** `user:password`; without it everybody is served. */
  readonly credentials?: string;
}

/** What is asked for by who wants to know sizes (PEP 691); uv takes several forms. */
const JSON_PAGE = 'application/vnd.pypi.simple.v1+json';

/** Serves the wheels until the test has finished. Gives the host and port: the index is at `http://<host>/simple`. */
export async function servePackageIndex({ wheels, credentials }: IndexOptions): Promise<string> {
  const files = new Map(wheels.map((wheel) => [fileName(wheel), buildWheel(wheel)]));
  const wanted = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
  const server = createServer((request, response) => {
    const [, kind, name = ''] = (request.url ?? '').split('/');
    const page = wheels.filter((wheel) => wheel.name === name).map((wheel) => linkTo(fileName(wheel)));
    if (wanted !== undefined && request.headers.authorization !== wanted) {
      response.writeHead(401, { 'www-authenticate': 'Basic' }).end();
    } else if (kind === 'simple' && page.length > 0 && request.headers.accept === JSON_PAGE) {
      response.writeHead(200, { 'content-type': JSON_PAGE }).end(JSON.stringify({ files: sizes(files) }));
    } else if (kind === 'simple' && page.length > 0) {
      response.writeHead(200, { 'content-type': 'text/html' }).end(page.join('\n'));
    } else if (kind === 'files' && files.has(decodeURIComponent(name))) {
      response.writeHead(200).end(files.get(decodeURIComponent(name)));
    } else response.writeHead(404).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A wheel as the bytes of its file. */
export function buildWheel({ name, version, requires = [] }: TinyWheel): Buffer {
  const info = `${name}-${version}.dist-info`;
  const metadata = ['Metadata-Version: 2.1', `Name: ${name}`, `Version: ${version}`];
  const files = {
    [`${name}.py`]: '',
    [`${info}/METADATA`]: [...metadata, ...requires.map((each) => `Requires-Dist: ${each}`), ''].join('\n'),
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`${info}/RECORD`]: '',
  };
  const script = `
import io, json, sys, zipfile
out = io.BytesIO()
with zipfile.ZipFile(out, "w") as file:
    for path, text in json.load(sys.stdin).items():
        file.writestr(zipfile.ZipInfo(path), text)
sys.stdout.buffer.write(out.getvalue())
`;
  return execFileSync('python3', ['-I', '-c', script], { input: JSON.stringify(files) });
}

/** The name of a wheel's file. */
export function fileName({ name, version }: TinyWheel): string {
  return `${name}-${version}-py3-none-any.whl`;
}

function sizes(files: ReadonlyMap<string, Buffer>): { readonly filename: string; readonly size: number }[] {
  return Array.from(files, ([filename, { length }]) => ({ filename, size: length }));
}

function linkTo(file: string): string {
  return `<a href="/files/${encodeURIComponent(file)}">${file}</a>`;
}
