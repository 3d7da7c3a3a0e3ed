// The request as code: what the page shows runs, and gets the answer.
import { execFile } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, test } from 'vitest';

import type { CodeBody, CodeRequest } from '../../src/playground/code/code-request.ts';
import { LANGUAGES } from '../../src/playground/code/languages.ts';
import { modelEntry, serveEntries } from '../support/served-model.ts';
import { homeVariables } from '../support/temporary-home.ts';

const run = promisify(execFile);

const SUM = `
import numpy as np

class Model:
    def predict(self, body):
        return {"sums": [float(sum(row)) for row in body["inputs"]]}
`;

const LENGTH =
  'class Model:\n    def predict(self, picture):\n        return {"bytes": len(picture), "type": picture.content_type}\n';

const WORDS =
  'class Model:\n    def predict(self, body):\n        for word in body["text"].split():\n            yield word + "\\n"\n';

const CHAT = `
class Model:
    def chat_completions(self, body):
        text = f"{body['messages'][-1]['content']}|{body.get('top_k')}"
        if body.get("stream"):
            return iter([{"id": "1", "choices": [{"index": 0, "delta": {"content": piece}}]} for piece in text])
        return {"id": "1", "object": "chat.completion", "choices": [{"index": 0, "message": {"role": "assistant", "content": text}}]}
`;

/** How each language is run; the text is in a file of this name. */
const RUN: Readonly<Record<string, (file: string) => readonly [string, readonly string[]]>> = {
  curl: (file) => ['sh', [file]],
  Python: (file) => [homeVariables('').TRUSS_PYTHON, [file]],
  TypeScript: (file) => [process.execPath, [file]],
  tritonclient: (file) => [homeVariables('').TRUSS_PYTHON, [file]],
  openai: (file) => [homeVariables('').TRUSS_PYTHON, [file]],
};

const TOKEN = 'a'.repeat(32);
let place = '';
beforeAll(() => {
  place = realpathSync(mkdtempSync(join(tmpdir(), 'truss-code-')));
  return () => rmSync(place, { recursive: true });
});

async function outputOf(language: string, request: CodeRequest): Promise<string> {
  const code = LANGUAGES.find(({ name }) => name === language)?.render(request) ?? { missing: 'no such language' };
  if (!('text' in code)) return code.missing;
  const file = join(place, `program.${language === 'TypeScript' ? 'mts' : 'txt'}`);
  writeFileSync(file, code.text);
  const [command, words] = RUN[language]?.(file) ?? ['false', []];
  const env = { ...process.env, TOKEN, PYTHONWARNINGS: 'ignore', NODE_NO_WARNINGS: '1' };
  return (await run(command, words, { cwd: place, env })).stdout;
}

describe('the request as code', () => {
  const serve = async (): Promise<string> => {
    const tokensFile = join(place, 'tokens.txt');
    writeFileSync(tokensFile, `me: ${TOKEN}\n`);
    const models = { sum: SUM, length: LENGTH, words: WORDS, chat: CHAT };
    const entries = Object.entries(models).map(([name, model]) => modelEntry(model, { name }));
    const served = await serveEntries(entries, { tokensFile });
    await served.ready;
    return served.url;
  };

  const predict = (url: string, model: string, body: CodeBody): CodeRequest => ({
    url,
    path: `/v1/models/${model}:predict`,
    model,
    method: 'predict',
    use: 'predict',
    body,
    gives: model === 'words' ? 'text/plain' : 'application/json',
    streams: model === 'words',
    needsToken: true,
  });

  test.each(['curl', 'Python', 'TypeScript', 'tritonclient'])('runs for rows of numbers: %s', async (language) => {
    const value = {
      inputs: [
        [1.5, 2],
        [3, 4],
      ],
    };
    const printed = await outputOf(language, predict(await serve(), 'sum', { kind: 'json', value }));
    expect(printed).toContain('3.5');
    expect(printed).toContain('7');
  });

  test.each(['curl', 'Python', 'TypeScript'])('runs for a file: %s', async (language) => {
    writeFileSync(join(place, "a 'b'.png"), 'x'.repeat(1234));
    const body = { kind: 'file', contentType: 'image/png', fileName: "a 'b'.png" } as const;
    const printed = await outputOf(language, predict(await serve(), 'length', body));
    expect(printed).toContain('1234');
    expect(printed).toContain('image/png');
  });

  test.each(['curl', 'Python', 'TypeScript'])('runs for a stream, and for any text: %s', async (language) => {
    const value = { text: `it's "quoted" \\n $HOME \`id\` grüße 😀 \u2028end`, more: [true, null, false] };
    const printed = await outputOf(language, predict(await serve(), 'words', { kind: 'json', value }));
    for (const word of value.text.split(/\s/)) expect(printed).toContain(word);
  });

  test.each([false, true])('runs for the client of OpenAI, with stream: %s', async (stream) => {
    const value = { messages: [{ role: 'user', content: 'hello' }], ...(stream && { stream }), top_k: 3 };
    const asked = { path: '/v1/chat/completions', method: 'chat_completions', use: 'chat', streams: stream };
    const request = { ...predict(await serve(), 'chat', { kind: 'json', value }), ...asked };
    expect(await outputOf('openai', request)).toContain('hello|3');
  });

  test('says why there is none', async () => {
    const rows = { kind: 'json', value: { inputs: [{ a: 1 }] } } as const;
    expect(await outputOf('tritonclient', predict('http://127.0.0.1:1', 'sum', rows))).toContain('sends tensors');
    expect(await outputOf('openai', predict('http://127.0.0.1:1', 'sum', rows))).toContain('alone');
  });
});
