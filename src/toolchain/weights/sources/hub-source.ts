// A repository of Hugging Face, or of a mirror of it.
import type { IncomingMessage } from 'node:http';

import { TrussError } from '../../../core/errors/truss-error.ts';
import type { WeightAddress } from '../../../core/weights/address.ts';
import { openHttpFile } from '../transfer/open-http-file.ts';
import { unreachable } from '../transfer/open-url.ts';
import type { RemoteFile } from '../transfer/remote-file.ts';
import { fetchOver } from './fetch-over.ts';
import type * as Hub from './hub-client.ts';
import { hubEndpoint, hubToken } from './hub-settings.ts';
import type { SourceContext, SourceListing, WeightSource } from './weight-source.ts';

type HubAddress = Extract<WeightAddress, { kind: 'hf' }>;

const PREFIXES = { model: '', dataset: 'datasets/', space: 'spaces/' } as const;

/** A commit, which never means other files. */
const COMMIT = /^[0-9a-f]{40}$/;

/** The files of a repository. Which commit a branch or a tag means is asked once, and then fixed. */
export function hubSource(address: HubAddress, context: SourceContext): WeightSource {
  const { repo, repoType, revision } = address;
  const endpoint = hubEndpoint(context.variables);
  const shown = `hf://${repoType === 'model' ? '' : PREFIXES[repoType]}${repo}`;
  const token = tokenOf(context);
  const refused = (status: number, code: string | null): TrussError | null =>
    explainRefusal({ shown, revision, endpoint, secretName: context.secretName }, status, code);
  const remote = (path: string, commit: string, rest: Pick<RemoteFile, 'size' | 'sha256' | 'gitId'>): RemoteFile => {
    const url = `${endpoint}/${PREFIXES[repoType]}${repo}/resolve/${encodeURIComponent(commit)}/${encodePath(path)}`;
    const sign = async (headers: Readonly<Record<string, string>>) => {
      const value = await token();
      return { url, headers: { ...(value === null ? {} : { authorization: `Bearer ${value}` }), ...headers } };
    };
    const explain = (answer: IncomingMessage): TrussError | null => refused(answer.statusCode ?? 0, errorCode(answer));
    return { path, ...rest, shown, open: openHttpFile({ network: context.network, sign, explain }) };
  };
  return {
    async list(signal) {
      try {
        return await listRepository(address, {
          endpoint,
          token: await token(),
          fetch: fetchOver(context.network, signal),
          remote,
        });
      } catch (error) {
        if (error instanceof TrussError || signal.aborted || !(error instanceof Error)) throw error;
        const status = 'statusCode' in error ? Number(error.statusCode) : null;
        throw (
          (status === null ? null : refused(status, null)) ?? unreachable(`${endpoint}/${repo}`, error.message, error)
        );
      }
    },
    file: ({ path, size, sha256 }, commit) => remote(path, commit ?? revision ?? 'main', { size, sha256, gitId: null }),
  };
}

/** Found once it is needed: that of the secret, else that of whoever is logged in. */
function tokenOf({ secret, variables }: SourceContext): () => Promise<string | null> {
  let found: Promise<string | null> | null = null;
  return () => (found ??= secret === null || secret === '' ? hubToken(variables) : Promise.resolve(secret));
}

interface ListOptions {
  readonly endpoint: string;
  readonly token: string | null;
  readonly fetch: typeof fetch;
  readonly remote: (path: string, commit: string, rest: Pick<RemoteFile, 'size' | 'sha256' | 'gitId'>) => RemoteFile;
}

async function listRepository(
  { repo, repoType, path, revision }: HubAddress,
  { endpoint, token, fetch, remote }: ListOptions,
): Promise<SourceListing> {
  // It is large beside all else here, and most commands fetch nothing.
  const hub = await import('./hub-client.ts');
  const shared = { hubUrl: endpoint, fetch, ...(token === null ? {} : { accessToken: token }) };
  const wanted = revision ?? 'main';
  const commit = COMMIT.test(wanted)
    ? wanted
    : await commitOf(hub, repoType, { name: repo, revision: wanted, ...shared });
  if (typeof commit !== 'string') throw unreachable(`${endpoint}/${repo}`, 'it names no commit');
  const files: RemoteFile[] = [];
  const listed = hub.listFiles({ repo: { type: repoType, name: repo }, revision: commit, recursive: true, ...shared });
  for await (const { type, path: name, size, oid, lfs } of listed) {
    if (type !== 'file' || !isBelow(name, path)) continue;
    files.push(remote(name, commit, { size: lfs?.size ?? size, sha256: lfs?.oid ?? null, gitId: oid ?? null }));
  }
  return { revision: commit, files };
}

/** Which commit a branch or a tag means now. */
async function commitOf(
  hub: typeof Hub,
  type: HubAddress['repoType'],
  asked: { readonly name: string; readonly revision: string; readonly hubUrl: string; readonly fetch: typeof fetch },
): Promise<string> {
  if (type === 'dataset') return (await hub.datasetInfo({ ...asked, additionalFields: ['sha'] })).sha;
  if (type === 'space') return (await hub.spaceInfo({ ...asked, additionalFields: ['sha'] })).sha;
  return (await hub.modelInfo({ ...asked, additionalFields: ['sha'] })).sha;
}

function isBelow(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** What the hub says beside the status: `GatedRepo`, `RepoNotFound`, `RevisionNotFound`, `EntryNotFound`. */
function errorCode({ headers }: IncomingMessage): string | null {
  return [headers['x-error-code'] ?? []].flat()[0] ?? null;
}

interface Asked {
  readonly shown: string;
  readonly revision: string | null;
  readonly endpoint: string;
  readonly secretName: string | null;
}

function explainRefusal(
  { shown, revision, endpoint, secretName }: Asked,
  status: number,
  code: string | null,
): TrussError | null {
  const login =
    secretName === null
      ? 'Set HF_TOKEN, log in with `hf auth login`, or name a secret: auth_secret_name in the config.'
      : `Give the secret a token that may: truss secret set ${secretName}`;
  if (code === 'GatedRepo' || status === 403) {
    return new TrussError('WEIGHTS_ACCESS_DENIED', {
      message: `${shown} is gated: its owners let in whom they have accepted.`,
      hint: `Ask for access at ${endpoint}/${shown.slice('hf://'.length)}. ${login}`,
    });
  }
  // To those who may not see it, the hub says that a repository does not exist.
  if (status === 401 || code === 'RepoNotFound') {
    return new TrussError('WEIGHTS_ACCESS_DENIED', {
      message: `${shown} does not exist, or may not be seen without a token that is allowed to.`,
      hint: `Look whether its name is right. ${login}`,
    });
  }
  if (status !== 404) return null;
  const at = revision === null ? '' : ` at ${revision}`;
  return new TrussError('WEIGHTS_NOT_FOUND', {
    message: `${shown} has nothing${at} that is asked for (${code ?? status}).`,
    hint: 'Look whether its name, its revision and its files are as the config and weights.lock have them.',
  });
}
