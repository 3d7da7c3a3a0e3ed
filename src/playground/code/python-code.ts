import type { Code, CodeRequest } from './code-request.ts';
import { givesJson, givesText } from './code-request.ts';
import { pythonLiteral, pythonText } from './literals.ts';

/** A program for Python's standard library. */
export function pythonCode(request: CodeRequest): Code {
  const { url, path, needsToken, body } = request;
  if (body.kind === 'form') return { missing: "Python's standard library sends no forms; curl does." };
  const isJson = body.kind === 'json';
  const headers = [
    `"Content-Type": ${pythonText(isJson ? 'application/json' : body.contentType)}`,
    ...(needsToken ? ['"Authorization": f"Bearer {os.environ[\'TOKEN\']}"'] : []),
  ];
  const imports = [...(isJson || givesJson(request) ? ['import json'] : []), ...(needsToken ? ['import os'] : [])];
  const lines = [
    ...imports,
    ...(isJson ? [] : ['from pathlib import Path']),
    'from urllib.request import Request, urlopen',
    '',
    isJson ? `body = ${pythonLiteral(body.value)}` : `body = Path(${pythonText(body.fileName)}).read_bytes()`,
    'request = Request(',
    `    ${pythonText(url + path)},`,
    `    data=${isJson ? 'json.dumps(body).encode()' : 'body'},`,
    `    headers={${headers.join(', ')}},`,
    ')',
    'with urlopen(request) as answer:',
    ...reading(request),
  ];
  return { text: `${lines.join('\n')}\n` };
}

function reading(request: CodeRequest): string[] {
  if (request.streams) return ['    for line in answer:', '        print(line.decode(), end="", flush=True)'];
  if (givesJson(request)) return ['    print(json.load(answer))'];
  if (givesText(request)) return ['    print(answer.read().decode())'];
  return ['    Path("answer.bin").write_bytes(answer.read())'];
}
