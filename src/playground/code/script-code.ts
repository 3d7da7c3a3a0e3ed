import type { Code, CodeRequest } from './code-request.ts';
import { givesJson, givesText } from './code-request.ts';
import { scriptLiteral } from './literals.ts';

/** A program for Node; the same runs in browsers, but for what it reads from files and the environment. */
export function scriptCode(request: CodeRequest): Code {
  const { url, path, needsToken, body } = request;
  const isWritten = !request.streams && !givesJson(request) && !givesText(request);
  const files = [...(body.kind === 'json' ? [] : ['readFile']), ...(isWritten ? ['writeFile'] : [])];
  const headers = [
    ...(body.kind === 'json' ? [`'Content-Type': 'application/json'`] : []),
    ...(body.kind === 'file' ? [`'Content-Type': ${JSON.stringify(body.contentType)}`] : []),
    ...(needsToken ? ['Authorization: `Bearer ${process.env.TOKEN}`'] : []),
  ];
  const lines = [
    ...(files.length > 0 ? [`import { ${files.join(', ')} } from 'node:fs/promises';`, ''] : []),
    ...sending(request),
    `const response = await fetch(${JSON.stringify(url + path)}, {`,
    `  method: 'POST',`,
    ...(headers.length > 0 ? [`  headers: { ${headers.join(', ')} },`] : []),
    `  body${body.kind === 'json' ? ': JSON.stringify(body)' : ''},`,
    '});',
    'if (!response.ok) throw new Error(await response.text());',
    ...reading(request),
  ];
  return { text: `${lines.join('\n')}\n` };
}

function sending({ body }: CodeRequest): string[] {
  if (body.kind === 'json') return [`const body = ${scriptLiteral(body.value)};`];
  if (body.kind === 'file') return [`const body = await readFile(${JSON.stringify(body.fileName)});`];
  return [
    'const body = new FormData();',
    ...body.parts.map(({ name, text, fileName }) =>
      fileName === null
        ? `body.append(${JSON.stringify(name)}, ${JSON.stringify(text ?? '')});`
        : `body.append(${JSON.stringify(name)}, new Blob([await readFile(${JSON.stringify(fileName)})]), ${JSON.stringify(fileName)});`,
    ),
  ];
}

function reading(request: CodeRequest): string[] {
  if (request.streams) {
    return ['for await (const text of response.body!.pipeThrough(new TextDecoderStream())) console.log(text);'];
  }
  if (givesJson(request)) return ['console.log(await response.json());'];
  if (givesText(request)) return ['console.log(await response.text());'];
  return [`await writeFile('answer.bin', new Uint8Array(await response.arrayBuffer()));`];
}
