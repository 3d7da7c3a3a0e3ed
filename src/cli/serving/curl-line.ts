import { mediaTypeOf } from '../../core/media-type.ts';
import { hasMethodPath, METHOD_PATHS } from '../../core/protocols/method-paths.ts';
import { shellWord } from '../../core/shell-word.ts';
import type { SampleRequest } from '../../host/ask/sample-request.ts';
import { formWords } from '../output/form-words.ts';
import { prettyJson } from '../output/pretty-json.ts';
import { shortPath } from '../output/short-path.ts';

// What still can be pasted and read; a longer request is better kept in a file.
const MAX_BODY_CHARACTERS = 500;

/** A request as `curl` can send it; tensors are the JSON of V2. */
export type CurlRequest = SampleRequest | { readonly method: string; readonly tensors: string };

/** Where a server is, and what it asks of those who come. */
export interface ServerAddress {
  readonly url: string;
  /** Where its name leads, as `--resolve` takes it; absent or null where names say so. */
  readonly resolve?: string | null;
  /** The certificate that it shows; null where nothing is encrypted. */
  readonly certificate: string | null;
  readonly needsToken: boolean;
}

/**
 * A `curl` command that sends a request to an entry, ready to paste into a shell. Its method must have a path. A token is that of the
 * variable `TOKEN`: none is shown.
 */
export function curlLine(server: ServerAddress, entry: string, request: CurlRequest): string {
  const { method } = request;
  const predicts = 'tensors' in request ? `/v2/models/${entry}/infer` : `/v1/models/${entry}:predict`;
  const path = hasMethodPath(method) ? METHOD_PATHS[method] : predicts;
  const words = ['curl', '-X POST', server.url + path];
  if (typeof server.resolve === 'string') words.push(`--resolve ${shellWord(server.resolve)}`);
  if (server.certificate !== null) words.push(`--cacert ${shellWord(shortPath(server.certificate))}`);
  if (server.needsToken) words.push('-H "Authorization: Bearer $TOKEN"');
  return [...words, body(request)].join(' ');
}

function body(request: CurlRequest): string {
  if ('form' in request) return formWords(request.form);
  if ('file' in request) {
    const { file } = request;
    return `-H 'Content-Type: ${mediaTypeOf(file)}' --data-binary ${shellWord(`@${shortPath(file)}`)}`;
  }
  const text = prettyJson('tensors' in request ? request.tensors : request.json, Number.POSITIVE_INFINITY);
  const data = text.length > MAX_BODY_CHARACTERS ? '@request.json' : shellWord(text);
  return `-H 'Content-Type: application/json' -d ${data}`;
}
