// Objects of a bucket below a prefix, in whichever cloud.
import { TrussError } from '../../../core/errors/truss-error.ts';
import { openHttpFile } from '../transfer/open-http-file.ts';
import type { SignedRequest } from '../transfer/open-http-file.ts';
import { unreachable } from '../transfer/open-url.ts';
import { askPatiently } from '../transfer/patience.ts';
import type { OpenFile, RemoteFile } from '../transfer/remote-file.ts';
import { readAnswer } from './read-answer.ts';
import type { SourceContext, WeightSource } from './weight-source.ts';

/** An object that a bucket has. */
interface BucketObject {
  readonly key: string;
  readonly size: number;
}

/** One page of a listing; `next` asks for the one after it, and is null on the last. */
interface BucketPage {
  readonly objects: readonly BucketObject[];
  readonly next: string | null;
}

/** What differs between clouds. */
export interface Bucket {
  /** For people: `s3://bucket`. */
  readonly shown: string;
  /** Asks for a page of what begins with a prefix. */
  readonly listRequest: (prefix: string, page: string | null) => Promise<SignedRequest>;
  readonly readPage: (text: string) => BucketPage | Promise<BucketPage>;
  /** Asks for an object. */
  readonly objectRequest: (key: string, headers: Readonly<Record<string, string>>) => Promise<SignedRequest>;
}

/** The objects of a bucket that are, or are below, a prefix. */
export function bucketSource(bucket: Bucket, prefix: string, context: SourceContext): WeightSource {
  const openKey = (key: string): OpenFile =>
    openHttpFile({ network: context.network, sign: (headers) => bucket.objectRequest(key, headers) });
  const remote = (path: string, open: OpenFile, rest: Pick<RemoteFile, 'size' | 'sha256'>): RemoteFile => {
    return { path, ...rest, gitId: null, shown: prefix === '' ? bucket.shown : `${bucket.shown}/${prefix}`, open };
  };
  return {
    async list(signal) {
      const objects = await listAll(bucket, prefix, { network: context.network, signal });
      const files = objects.flatMap(({ key, size }) => {
        const path = pathBelow(prefix, key);
        return path === null ? [] : [remote(path, openKey(key), { size, sha256: null })];
      });
      return { revision: null, files };
    },
    file: ({ path, size, sha256 }) => remote(path, openEither(path), { size, sha256 }),
  };

  /** A lock does not say whether the prefix is an object itself or a folder with one of the same name. */
  function openEither(path: string): OpenFile {
    const below = openKey(prefix === '' ? path : `${prefix}/${path}`);
    if (prefix !== path && !prefix.endsWith(`/${path}`)) return below;
    return async (beginning, signal) => {
      try {
        return await openKey(prefix)(beginning, signal);
      } catch (error) {
        if (!(error instanceof TrussError) || error.code !== 'WEIGHTS_NOT_FOUND') throw error;
        return below(beginning, signal);
      }
    };
  }
}

/** Null for what only begins alike, and for the empty objects that stand for folders. */
function pathBelow(prefix: string, key: string): string | null {
  if (key.endsWith('/')) return null;
  if (prefix === '') return key;
  if (key === prefix) return key.slice(key.lastIndexOf('/') + 1);
  return key.startsWith(`${prefix}/`) ? key.slice(prefix.length + 1) : null;
}

async function listAll(
  bucket: Bucket,
  prefix: string,
  { network, signal }: Pick<SourceContext, 'network'> & { readonly signal: AbortSignal },
): Promise<readonly BucketObject[]> {
  const all: BucketObject[] = [];
  let page: string | null = null;
  do {
    const { url, headers } = await bucket.listRequest(prefix, page);
    const answer = await askPatiently(network, { url, headers, signal }).catch((error: unknown) => {
      if (error instanceof TrussError || signal.aborted || !(error instanceof Error)) throw error;
      throw unreachable(bucket.shown, error.message, error);
    });
    const text = await readAnswer(answer);
    if (answer.statusCode !== 200) throw notListed(bucket.shown, answer.statusCode ?? 0);
    const { objects, next } = await bucket.readPage(text);
    all.push(...objects);
    page = next;
  } while (page !== null);
  return all;
}

function notListed(shown: string, status: number): TrussError {
  if (status === 401 || status === 403) {
    return new TrussError('WEIGHTS_ACCESS_DENIED', {
      message: `${shown} does not tell us what it has: the server answers ${status}.`,
      hint: 'Log in with the tool of the cloud, or name a secret with a key that may list it: auth_secret_name in the config.',
    });
  }
  if (status !== 404) return unreachable(shown, `the server answers ${status}`);
  return new TrussError('WEIGHTS_NOT_FOUND', {
    message: `There is no ${shown}: the server answers ${status}.`,
    hint: 'Look whether the name of the bucket is right.',
  });
}
