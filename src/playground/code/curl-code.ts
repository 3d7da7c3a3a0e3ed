import { shellWord } from '../../core/shell-word.ts';
import { prettyJson } from '../json/exact-json.ts';
import type { Code, CodeRequest } from './code-request.ts';
import { givesJson, givesText } from './code-request.ts';

/** A command for a shell. */
export function curlCode(request: CodeRequest): Code {
  const { url, path, needsToken, streams, body } = request;
  const words = [`curl ${streams ? '-N ' : ''}${shellWord(url + path)}`];
  if (needsToken) words.push(`-H "Authorization: Bearer $TOKEN"`);
  if (body.kind === 'json') {
    words.push(`-H 'Content-Type: application/json'`, `-d ${shellWord(prettyJson(body.value))}`);
  }
  if (body.kind === 'file') {
    words.push(
      `-H ${shellWord(`Content-Type: ${body.contentType}`)}`,
      `--data-binary ${shellWord(`@${body.fileName}`)}`,
    );
  }
  if (body.kind === 'form') {
    for (const { name, text, fileName } of body.parts) {
      words.push(
        fileName === null
          ? `--form-string ${shellWord(`${name}=${text ?? ''}`)}`
          : `-F ${shellWord(`${name}=@${fileName}`)}`,
      );
    }
  }
  if (!streams && !givesJson(request) && !givesText(request)) words.push('-o answer.bin');
  return { text: `${words.join(' \\\n  ')}\n` };
}
