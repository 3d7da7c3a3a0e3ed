// The routes of a Hugging Face endpoint that files are listed and fetched over. Large files lie on another server, as the hub's do.
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { FileServer } from './file-server.ts';
import { serveFiles } from './file-server.ts';

/** A repository as it is at one commit. */
interface HubRepository {
  /** Path → content. What is at least this long is kept as large files are. */
  readonly files: Readonly<Record<string, string | Buffer>>;
  /** Who may see it; null: everybody. */
  readonly token?: string;
  /** Branches and tags beside `main` that it is, too. */
  readonly refs?: readonly string[];
  /** Whether those with a token, too, have to be accepted first. */
  readonly isGated?: boolean;
}

/** A hub that runs. */
export interface HubServer extends FileServer {
  /** The server with the large files. */
  readonly store: FileServer;
  /** Makes `main` of a repository this; gives the commit. */
  push(repo: string, content: HubRepository): string;
  /** Forgets a commit, as a push by force does. */
  forget(commit: string): void;
}

const LARGE = 1024;

/** Entries of a listing that come on one page. */
const PAGE = 50;

/** The bytes of a file of a repository. */
function bytesOf(content: string | Buffer): Buffer {
  return typeof content === 'string' ? Buffer.from(content) : content;
}

/** Serves repositories until it is closed. */
export async function serveHub(): Promise<HubServer> {
  const commits = new Map<string, HubRepository>();
  const mains = new Map<string, string>();
  const blobs = new Map<string, Buffer>();
  // A signed address lets in whoever has it, and refuses who says who they are, as S3 does.
  const store = await serveFiles((request, response) => {
    const bytes = blobs.get((request.url ?? '').slice(1));
    if (request.headers.authorization !== undefined) return refuse(response, 400, null);
    return bytes === undefined ? refuse(response, 404, null) : { bytes };
  });
  const hub = await serveFiles((request, response) => {
    const url = new URL(request.url ?? '', 'http://hub');
    const [, api, rest = ''] = /^\/(api\/models\/)?(.*)$/.exec(url.pathname) ?? [];
    const name = [...mains.keys()].find((repo) => rest === repo || rest.startsWith(`${repo}/`));
    const [action = '', revision = '', ...path] = rest
      .slice((name?.length ?? 0) + 1)
      .split('/')
      .map(decodeURIComponent);
    const isNamed = commits.get(mains.get(name ?? '') ?? '')?.refs?.includes(revision) === true;
    const commit = isNamed || revision === '' || revision === 'main' ? (mains.get(name ?? '') ?? '') : revision;
    const repository = commits.get(commit);
    const isSeen = mayList(request, commits.get(mains.get(name ?? '') ?? ''));
    if (name === undefined || !isSeen) return refuse(response, 401, 'RepoNotFound');
    if (repository === undefined) return refuse(response, 404, 'RevisionNotFound');
    if (api !== undefined && action === 'tree') return listPage(repository, url, response);
    if (api !== undefined) return tellOf(name, commit, response);
    if (repository.isGated === true) return refuse(response, 403, 'GatedRepo');
    const content = repository.files[path.join('/')];
    if (content === undefined) return refuse(response, 404, 'EntryNotFound');
    const bytes = bytesOf(content);
    if (bytes.length < LARGE) return { bytes, headers: { etag: `"${gitId(bytes)}"` } };
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    blobs.set(sha256, bytes);
    const head = { location: `${store.url}/${sha256}`, 'x-linked-etag': `"${sha256}"`, 'x-linked-size': bytes.length };
    response.writeHead(302, head).end();
    return null;
  });
  return {
    ...hub,
    store,
    push(repo, content) {
      const commit = createHash('sha1').update(`${repo} ${commits.size}`).digest('hex');
      commits.set(commit, content);
      mains.set(repo, commit);
      return commit;
    },
    forget: (commit) => void commits.delete(commit),
    close: async () => void (await Promise.all([hub.close(), store.close()])),
  };
}

function refuse(response: ServerResponse, status: number, code: string | null): null {
  response.writeHead(status, code === null ? {} : { 'x-error-code': code }).end();
  return null;
}

function mayList({ headers }: IncomingMessage, repository: HubRepository | undefined): boolean {
  return repository?.token === undefined || headers.authorization === `Bearer ${repository.token}`;
}

function tellOf(name: string, sha: string, response: ServerResponse): null {
  const model = {
    _id: '0',
    id: name,
    modelId: name,
    sha,
    private: false,
    gated: false,
    downloads: 0,
    likes: 0,
    lastModified: '2026-01-01T00:00:00.000Z',
  };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(model));
  return null;
}

/** As git does it: small files with their own id, large ones with that of a pointer beside what it points to. */
function listPage({ files }: HubRepository, url: URL, response: ServerResponse): null {
  const from = Number(url.searchParams.get('cursor') ?? 0);
  const all = Object.entries(files).map(([path, content]) => entryOf(path, bytesOf(content)));
  const head: Record<string, string> = { 'content-type': 'application/json' };
  if (from + PAGE < all.length) {
    url.searchParams.set('cursor', String(from + PAGE));
    head['link'] = `<http://${response.req.headers.host}${url.pathname}${url.search}>; rel="next"`;
  }
  response.writeHead(200, head).end(JSON.stringify(all.slice(from, from + PAGE)));
  return null;
}

function entryOf(path: string, bytes: Buffer) {
  if (bytes.length < LARGE) return { type: 'file', path, size: bytes.length, oid: gitId(bytes) };
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const pointer = Buffer.from(
    `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${bytes.length}\n`,
  );
  const lfs = { oid: sha256, size: bytes.length, pointerSize: pointer.length };
  return { type: 'file', path, size: bytes.length, oid: gitId(pointer), lfs };
}

/** How git calls a file. */
function gitId(bytes: Buffer): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
