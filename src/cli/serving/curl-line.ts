import { prettyJson } from '../output/pretty-json.ts';
import { shellWord } from '../output/shell-word.ts';

// What still can be pasted and read; a longer request (an image) is better kept in a file.
const maxBodyCharacters = 500;

/** A `curl` command that sends a request (JSON text) to an entry, ready to paste into a shell. */
export function curlLine(url: string, entry: string, request: string): string {
  const body = prettyJson(request, Number.POSITIVE_INFINITY);
  const data = body.length > maxBodyCharacters ? '@request.json' : shellWord(body);
  return `curl -X POST ${url}/v1/models/${entry}:predict -H 'Content-Type: application/json' -d ${data}`;
}
