// Examples that are files, ask other methods than predict, or have answers that change by themselves: all commands that use them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import type { TrussResult } from '../support/truss-scenario.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

/** Gives bytes back backwards, texts louder, and counts how often it was asked to chat. */
const model = `from truss import Response

class Model:
    def load(self):
        self.asked = 0

    def predict(self, body):
        if isinstance(body, str):
            return Response(f"<shouted>{body.upper()}</shouted>", media_type="application/xml")
        return Response(bytes(reversed(body)), media_type=body.content_type)

    def chat_completions(self, body):
        self.asked += 1
        answer = {"created": self.asked, "said": body["say"]}
        return iter([answer, answer]) if body.get("stream") else answer
`;

const photo = '- {name: photo, input_file: requests/a.png, output_file: answers/deep/a.png}\n';
const text = '- {name: text, input_file: requests/a.xml, output: <shouted><A/></shouted>}\n';
const chat = '- {name: chat, method: chat_completions, input: {say: hi}, output: {said: hi}, ignore: [created]}\n';
const stream = `- name: stream
  method: chat_completions
  input: {say: hi, stream: true}
  output: [{said: hi}, {said: hi}]
  ignore: ["[].created"]
`;

function write(name: string, examples: string, more: Readonly<Record<string, string>> = {}): void {
  const requests = { 'requests/a.png': 'abc', 'requests/a.xml': '<a/>', 'requests/a.json': '{' };
  scenario.write(echoTruss(name, { 'model/model.py': model, 'examples.yaml': examples, ...requests, ...more }));
}

interface Told extends TrussResult {
  readonly examples: readonly Readonly<Record<'outcome' | 'differences' | 'error', unknown>>[];
}

/** Runs `truss test`; gives what it told with `--json`. */
async function tell(...words: string[]): Promise<Told> {
  const result = await scenario.run(['test', ...words, '--json']);
  return { ...result, ...(JSON.parse(result.stdout) as Pick<Told, 'examples'>) };
}

function failure(message: string): object {
  return { outcome: 'failed', differences: [{ path: '', message }], error: null };
}

describe('truss test', () => {
  it('compares bytes, texts, and the answers of other methods', async () => {
    write('good', photo + text + chat + stream, { 'answers/deep/a.png': 'cba' });
    const { code, examples } = await tell('good');
    expect(examples.map(({ outcome, differences }) => [outcome, differences])).toEqual(
      Array.from({ length: 4 }, () => ['passed', []]),
    );
    expect(code).toBe(0);
  });

  it('tells what differs', async () => {
    const other = '- {name: other, method: embeddings, input: {}}\n';
    const broken = '- {name: broken, input_file: requests/a.json}\n';
    const missing = '- {name: missing, input_file: requests/a.png, output_file: answers/b.png}\n';
    const differs = stream.replaceAll('{said: hi}', '{said: ho}');
    write('bad', photo + missing + differs + other + broken, { 'answers/deep/a.png': 'cbx' });
    const { code, examples } = await tell('bad');
    expect(code).toBe(1);
    expect(examples.map(({ outcome, differences, error }) => ({ outcome, differences, error }))).toEqual([
      failure('expected the 3 bytes of answers/deep/a.png, got 3; byte 3 is the first that differs'),
      failure('there is no file answers/b.png to compare with; --update records the answer there'),
      {
        outcome: 'failed',
        differences: ['[0].said', '[1].said'].map((path) => ({ path, message: 'expected "ho", got "hi"' })),
        error: null,
      },
      { outcome: 'failed', differences: [], error: expect.objectContaining({ code: 'MODEL_METHOD_MISSING' }) },
      { outcome: 'failed', differences: [], error: expect.objectContaining({ code: 'INPUT_INVALID' }) },
    ]);
  });

  it('needs the file of a request', async () => {
    write('lost', `- {name: a, input: 1}\n${photo.replace('a.png', 'b.png')}`);
    const { code, stderr } = await scenario.run(['test', 'lost']);
    expect(code).toBe(1);
    expect(stderr).toMatchInlineSnapshot(`
      "✖ The examples file is not valid

        lost/examples.yaml:2:29 the request of the example photo is missing: there is no file requests/b.png
            2 | - {name: photo, input_file: requests/b.png, output_file: answers/deep/a.png}
              |                             ^
            → Put it there, or correct its path, which begins at the directory of the truss.
      "
    `);
    expect((await scenario.run(['config', 'check', 'lost'])).stderr).toContain('lost/examples.yaml:2:29');
  });
});

describe('truss test --update', () => {
  it('writes the files that are named, and asks for names', async () => {
    const unnamed = '- {name: unnamed, input_file: requests/a.png}\n';
    write('updated', `${photo}${text.replace(/, output: .*\}/, '}')}${unnamed}`);
    const { code, examples } = await tell('updated', '--update');
    expect(code).toBe(1);
    expect(examples.map(({ outcome }) => outcome)).toEqual(['recorded', 'recorded', 'failed']);
    expect(examples[2]).toMatchObject(
      failure(
        'the answer is image/png, neither JSON nor text: name a file for it, such as `output_file: answers/unnamed`',
      ),
    );
    const read = (path: string): string => readFileSync(join(scenario.directory, 'updated', path), 'utf8');
    expect(read('answers/deep/a.png')).toBe('cba');
    expect(read('examples.yaml')).toBe(`${photo}${text}${unnamed}`);
    expect((await tell('updated')).examples.map(({ outcome }) => outcome)).toEqual(['passed', 'passed', 'unchecked']);
  });

  it.each(['model', 'answers/', '.'])('never puts a file in the place of the directory %s', async (place) => {
    write('kept', `- {name: a, input_file: requests/a.png, output_file: ${place}}\n`);
    const { code, stderr } = await scenario.run(['test', 'kept', '--update']);
    expect(code).toBe(1);
    expect(stderr).toContain(`The output_file of the example a is a directory: ${place}\n`);
    expect(readFileSync(join(scenario.directory, 'kept/model/model.py'), 'utf8')).toBe(model);
  });
});

describe('truss predict --example', () => {
  beforeAll(() => write('asked', photo + text + chat));

  it.each([
    ['photo', ['--json'], '{"content_type":"image/png","base64":"Y2Jh"}'],
    ['text', [], '<shouted><A/></shouted>'],
    ['chat', ['--json'], '{"created":1,"said":"hi"}'],
  ])('sends %s as truss test does', async (name, words, answer) => {
    const { stdout, stderr } = await scenario.run(['predict', 'asked', '--example', name, ...words]);
    expect(stdout.trim(), stderr).toBe(answer);
  });
});

describe('truss serve', () => {
  it('shows how its first example is sent, and tries it before an edit answers', async () => {
    write('served', photo + chat);
    write('chatting', chat, { 'config.yaml': 'model_name: Chat\n' });
    const server = scenario.start(['serve', 'served', 'chatting', '--reload', '--port', '0']);
    const [, url = ''] = await server.untilPrinted(/served at (\S+)/);
    const [sent] = await server.untilPrinted(/curl .*echo.*/);
    expect(sent).toBe(
      `curl -X POST ${url}/v1/models/echo:predict -H 'Content-Type: image/png' --data-binary @served/requests/a.png`,
    );
    const [chatted] = await server.untilPrinted(/curl .*chat.*/);
    expect(chatted).toBe(
      `curl -X POST ${url}/v1/chat/completions -H 'Content-Type: application/json' -d '{"model": "chat", "say": "hi"}'`,
    );

    const remote = ['predict', 'served', '--url', `${url}/v1/models/echo`, '--example'];
    expect((await scenario.run([...remote, 'photo', '-o', 'out.png'])).code).toBe(0);
    expect(readFileSync(join(scenario.directory, 'out.png'), 'utf8')).toBe('cba');
    expect((await scenario.run([...remote, 'chat'])).stderr).toContain('The example asks the method chat_completions');

    await server.untilPrinted(/are served as soon as they have loaded/);
    scenario.write({ 'served/model/model.py': model.replace('reversed(body)', 'sorted(body.picture)') });
    await server.untilPrinted(/The example \\?"photo\\?" failed/);
    scenario.write({ 'chatting/model/model.py': model.replace('body["say"]', 'body["sing"]') });
    await server.untilPrinted(/The example \\?"chat\\?" failed/);
    server.signal('SIGTERM');
    expect((await server.ended).code).toBe(0);
  });
});

describe('a form', () => {
  const form = `class Model:
    def predict(self, form):
        page = form["page"]
        return [page.filename, page.content_type, bytes(page).decode(), form["note"], form.getlist("tag")]
`;
  const example = `- name: sent
  form: {page: {file: requests/a.xml}, note: 1.0, tag: [x, y]}
  output: [a.xml, application/xml, <a/>, "1.0", [x, y]]
`;

  it('is sent with its fields and files, and shown as curl sends it', async () => {
    write('forms', example, { 'model/model.py': form });
    expect(await tell('forms')).toMatchObject({ code: 0, examples: [{ outcome: 'passed' }] });
    const predicted = await scenario.run(['predict', 'forms', '--example', 'sent', '--json']);
    expect(predicted.stdout).toBe('["a.xml","application/xml","<a/>","1.0",["x","y"]]\n');
    const server = scenario.start(['serve', 'forms', '--port', '0']);
    await server.untilPrinted(/curl .*-F page=@forms\/requests\/a\.xml -F note=1\.0 -F tag=x -F tag=y/);
    server.signal('SIGTERM');
    await server.ended;
  });

  it('names a file that is not there', async () => {
    write('torn', example.replace('a.xml}', 'none.xml}'), { 'model/model.py': form });
    const { code, stderr } = await scenario.run(['config', 'check', 'torn']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/examples\.yaml:2:\d+.*there is no file requests\/none\.xml/);
  });
});
