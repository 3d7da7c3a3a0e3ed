// One file behind an address.
import { fileName, publicAddress } from '../../../core/weights/address.ts';
import { openHttpFile } from '../transfer/open-http-file.ts';
import type { RemoteFile } from '../transfer/remote-file.ts';
import type { SourceContext, WeightSource } from './weight-source.ts';

/** The file behind an address; a secret is sent as a bearer token. */
export function httpsSource(url: string, { network, secret }: SourceContext): WeightSource {
  const credentials: Record<string, string> = secret === null ? userOf(url) : { authorization: `Bearer ${secret}` };
  const bare = withoutUser(url);
  const sign = (headers: Readonly<Record<string, string>>) =>
    Promise.resolve({ url: bare, headers: { ...credentials, ...headers } });
  const open = openHttpFile({ network, sign });
  const shown = publicAddress(url);
  const file = (path: string, rest: Pick<RemoteFile, 'size' | 'sha256'>): RemoteFile => {
    return { path, ...rest, gitId: null, shown, open };
  };
  return {
    // How long it is, and what is in it, is known when it is here.
    list: () => Promise.resolve({ revision: null, files: [file(fileName(url), { size: null, sha256: null })] }),
    file: ({ path, size, sha256 }) => file(path, { size, sha256 }),
  };
}

function withoutUser(url: string): string {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare.href;
}

/** `https://user:password@host/…`, which is read as every client reads it. */
function userOf(url: string): Record<string, string> {
  const { username, password } = new URL(url);
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}
