// Where weights come from, as a config writes it: `hf://org/name@main`, `s3://bucket/folder`, `https://…/file`.

/** A source, understood. `prefix` and `path` are without a slash at either end, and may be empty. */
export type WeightAddress =
  | {
      readonly kind: 'hf';
      readonly repoType: 'model' | 'dataset' | 'space';
      /** `org/name`, or `name` alone for the oldest ones. */
      readonly repo: string;
      /** A folder or a file of it; empty: all. */
      readonly path: string;
      /** A commit, tag or branch; null: the main branch. */
      readonly revision: string | null;
    }
  | { readonly kind: 'https'; readonly url: string }
  | {
      readonly kind: 's3';
      readonly cloud: 'aws' | 'r2' | 'coreweave';
      readonly bucket: string;
      readonly prefix: string;
    }
  | { readonly kind: 'gs'; readonly bucket: string; readonly prefix: string }
  | { readonly kind: 'azure'; readonly account: string; readonly container: string; readonly prefix: string }
  /** `path` is absolute. */
  | { readonly kind: 'file'; readonly path: string };

const REPO_TYPES = { datasets: 'dataset', spaces: 'space', models: 'model' } as const;

const S3_CLOUDS = { s3: 'aws', r2: 'r2', cw: 'coreweave' } as const;

/** Reads a source; null where it is none. */
export function parseAddress(source: string): WeightAddress | null {
  const [, scheme = '', rest = ''] = /^([a-z0-9]+):\/\/(.+)$/s.exec(source) ?? [];
  switch (scheme) {
    case 'hf':
      return parseHub(rest);
    case 'https':
    case 'http':
      return { kind: 'https', url: source };
    case 's3':
    case 'r2':
    case 'cw': {
      const [bucket = '', ...folders] = parts(rest);
      return bucket === '' ? null : { kind: 's3', cloud: S3_CLOUDS[scheme], bucket, prefix: folders.join('/') };
    }
    case 'gs': {
      const [bucket = '', ...folders] = parts(rest);
      return bucket === '' ? null : { kind: 'gs', bucket, prefix: folders.join('/') };
    }
    case 'azure': {
      const [account = '', container = '', ...folders] = parts(rest);
      return container === '' ? null : { kind: 'azure', account, container, prefix: folders.join('/') };
    }
    case 'file':
      return rest.startsWith('/') ? { kind: 'file', path: rest.length > 1 ? rest.replace(/\/+$/, '') : rest } : null;
    default:
      return null;
  }
}

function parseHub(rest: string): WeightAddress | null {
  const at = rest.indexOf('@');
  const [words, revision] = at === -1 ? [parts(rest), null] : [parts(rest.slice(0, at)), rest.slice(at + 1)];
  const [first = '', ...others] = words;
  const named = Object.entries(REPO_TYPES).find(([word]) => word === first && others.length > 0);
  const [org = '', name, ...path] = named === undefined ? words : others;
  if (org === '' || revision === '') return null;
  const repo = name === undefined ? org : `${org}/${name}`;
  return { kind: 'hf', repoType: named?.[1] ?? 'model', repo, path: path.join('/'), revision };
}

/** Without empty parts, but for one at the beginning: a bucket has a name. */
function parts(path: string): string[] {
  return path.split('/').filter((part, index) => part !== '' || index === 0);
}

/** Parameters of signed addresses, and others that let in whoever has them. */
const SECRET_PARAMETER = /sig|token|key|secret|credential|password|auth|policy|^x-(?:amz|goog|ms)-|^s[eprtvk]r?$/i;

/** An address of the web: what stands before its user, the user, host and path, its parameters. */
const WEB = /^(https?:\/\/)(?:([^/?#]*)@)?([^?#]*)(?:\?([^#]*))?/;

/** A source without what lets in whoever has it: user, password, and the parameters of signed addresses. For files, logs and errors. */
export function publicAddress(source: string): string {
  const [whole, scheme, user, rest, query] = WEB.exec(source) ?? [];
  if (whole === undefined) return source;
  const all = query?.split('&') ?? [];
  const open = all.filter((pair) => !SECRET_PARAMETER.test(pair.split('=', 1)[0] ?? ''));
  if (user === undefined && open.length === all.length) return source;
  return `${scheme}${rest}${open.length === 0 ? '' : `?${open.join('&')}`}`;
}

/** The last part of an address's path, as a file is called; `file` where it has none. */
export function fileName(url: string): string {
  const [, , , rest = ''] = WEB.exec(url) ?? [];
  const [, ...parted] = parts(rest);
  const last = parted.at(-1) ?? '';
  try {
    return decodeURIComponent(last).replaceAll(/[/\0]/g, '_') || 'file';
  } catch {
    return last;
  }
}
