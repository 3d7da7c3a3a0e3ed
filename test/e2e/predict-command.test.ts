// `truss predict`: bodies of every kind, answers of every kind, and a model that is served already.
import { execSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import type { RunningTruss } from '../support/truss-scenario.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

// Says of what type its input is; gives bytes back as they were, and waits for the reader in a stream.
const model = `import os, time

class Model:
    def predict(self, request):
        if isinstance(request, bytearray):
            return request
        if isinstance(request, str):
            return {"text": request}
        if "count" in request:
            return self.count(request)
        return {"request": request}

    def count(self, request):
        for number in range(request["count"]):
            while number > 0 and not os.path.exists("go-on"):
                time.sleep(0.01)
            yield {"number": number} if request.get("json") else f"{number} "
`;

beforeAll(() => {
  scenario.write(echoTruss('kinds', { 'config.yaml': 'model_name: Kinds\n', 'model/model.py': model }));
});

const photo = Buffer.from([0xff, 0xd8, 0x00, 0x0a]);

describe('the body', () => {
  beforeAll(() => {
    scenario.write({ 'notes.txt': 'two\nlines\n', 'table.csv': 'a,b\n1,2\n' });
    writeFileSync(join(scenario.directory, 'photo.JPG'), photo);
    writeFileSync(join(scenario.directory, 'bom.json'), '\uFEFF{"inputs": [1]}');
    // {"inputs": [1]}
    writeFileSync(join(scenario.directory, 'request.msgpack'), Buffer.from('81a6696e707574739101', 'hex'));
  });

  it.each([
    ['photo.JPG', '{"content_type":"image/jpeg","base64":"/9gACg=="}'],
    ['notes.txt', '{"text":"two\\nlines\\n"}'],
    ['table.csv', '{"text":"a,b\\n1,2\\n"}'],
    ['request.msgpack', '{"request":{"inputs":[1]}}'],
    ['bom.json', '{"request":{"inputs":[1]}}'],
  ])('is what the name of the file says: %s', async (file, expected) => {
    const { stdout, stderr } = await scenario.run(['predict', 'kinds', '-f', file, '--json']);
    expect({ stdout, stderr }).toEqual({ stdout: `${expected}\n`, stderr: '' });
  });

  it('is a file where --data has an @ before its path, as with curl', async () => {
    const json = await scenario.run(['predict', 'kinds', '-d', '@bom.json', '--json']);
    expect(json.stdout).toBe('{"request":{"inputs":[1]}}\n');
    const bytes = await scenario.run(['predict', 'kinds', '-d', '@photo.JPG', '--json']);
    expect(bytes.stdout).toContain('image/jpeg');
    const missing = await scenario.run(['predict', 'kinds', '-d', '@missing.json']);
    expect(missing.stderr).toContain('missing.json');
    expect(missing.code).toBe(1);
  });
});

describe('the answer', () => {
  it('goes into a file as a whole, or not at all', async () => {
    const { code, stdout } = await scenario.run(['predict', 'kinds', '-f', 'photo.JPG', '-o', 'answer.bin', '--json']);
    expect({ code, told: JSON.parse(stdout) as unknown }).toEqual({
      code: 0,
      told: { file: 'answer.bin', content_type: 'image/jpeg', bytes: 4 },
    });
    expect(readFileSync(join(scenario.directory, 'answer.bin'))).toEqual(photo);

    const failed = await scenario.run(['predict', 'kinds', '-d', '{}', '-o', 'missing/answer.json']);
    expect({ code: failed.code, stderr: failed.stderr }).toMatchInlineSnapshot(`
      {
        "code": 1,
        "stderr": "✖ The input of the command is not valid
        missing/answer.json cannot be written: its directory does not exist.
        → Give --output the path of a file that you may write.
      ",
      }
    `);
    const directory = await scenario.run(['predict', 'kinds', '-d', '{}', '-o', 'kinds']);
    expect(directory.stderr).toContain('kinds cannot be written: it is a directory.');
    // What is no file is not replaced by one.
    expect((await scenario.run(['predict', 'kinds', '-d', '{}', '-o', '/dev/null'])).code).toBe(0);
    expect(statSync('/dev/null').isFile()).toBe(false);
    expect(readdirSync(scenario.directory).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('is printed while it comes', async () => {
    const running = scenario.start(['predict', 'kinds', '-d', '{"count": 3}']);
    await running.untilPrinted(/^0 /);
    scenario.write({ 'kinds/go-on': '' });
    expect(await running.ended).toEqual({ code: 0, stdout: '0 1 2 ', stderr: '' });
  });

  it('that comes item by item is one value with --json', async () => {
    const words = await scenario.run(['predict', 'kinds', '-d', '{"count": 3}', '--json']);
    expect(words.stdout).toBe('"0 1 2 "\n');
    const values = await scenario.run(['predict', 'kinds', '-d', '{"count": 2, "json": true}', '--json']);
    expect(values.stdout).toBe('[{"number":0},{"number":1}]\n');
  });

  it('is broken off by Ctrl-C', async () => {
    rmSync(join(scenario.directory, 'kinds/go-on'));
    const running = scenario.start(['predict', 'kinds', '-d', '{"count": 3}']);
    await running.untilPrinted(/^0 /);
    running.signal('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '0 ' });
    expect(stderr).toContain('Interrupted');
    scenario.write({ 'kinds/go-on': '' });
  });

  it('that cannot be written is an error', async () => {
    const command = ['bash', '-c', '"$@" >/dev/full', 'bash'];
    const { code, stderr } = await scenario.run(['predict', 'kinds', '-d', '{}'], { through: command });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^✖ The answer cannot be written: /) as string,
    });
  });

  it('into a pipe that nobody reads any more is no error', async () => {
    const command = ['bash', '-c', '"$@" | true; echo "${PIPESTATUS[0]}" >&2', 'bash'];
    const { stderr } = await scenario.run(['predict', 'kinds', '-d', '{"count": 3}'], { through: command });
    expect(stderr).toBe('0\n');
  });
});

describe('--url', () => {
  let server: RunningTruss;
  let url = '';
  beforeAll(async () => {
    server = scenario.start(['serve', 'kinds', '--port', '0', '--json']);
    [, url = ''] = await server.untilPrinted(/^\{"url":"([^"]+)".*\n/m);
    // All items may come now.
    scenario.write({ 'kinds/go-on': '' });
  });
  afterAll(async () => {
    server.signal('SIGTERM');
    await server.ended;
  });

  it.each([
    [['-d', '{"inputs": [12345678901234567890]}'], '{"request":{"inputs":[12345678901234567890]}}\n'],
    [['-f', 'notes.txt'], '{"text":"two\\nlines\\n"}\n'],
    [['-d', '{"count": 2}'], '0 1 '],
    [['-d', '{"count": 2}', '--json'], '"0 1 "\n'],
    [['-d', '{"count": 2, "json": true}'], '{"number":0}\n{"number":1}\n'],
    [['-d', '{"count": 2, "json": true}', '--json'], '[{"number":0},{"number":1}]\n'],
  ])('answers as without it: %j', async (words, expected) => {
    const { stdout, stderr } = await scenario.run(['predict', '--url', url, ...words]);
    expect({ stdout, stderr }).toEqual({ stdout: expected, stderr: '' });
    expect((await scenario.run(['predict', 'kinds', ...words])).stdout).toBe(expected);
  });

  it('takes the example of a truss', async () => {
    scenario.write({ 'kinds/examples.yaml': '- name: one\n  input: {inputs: [1]}\n' });
    const { stdout } = await scenario.run(['predict', 'kinds', '--url', `${url}/v1/models/kinds`, '--example', 'one']);
    expect(stdout).toBe('{"request":{"inputs":[1]}}\n');
  });

  it("tells the server's own errors", async () => {
    const { code, stderr } = await scenario.run(['predict', '--url', `${url}/v1/models/other`, '-d', '{}']);
    expect({ code, stderr }).toMatchInlineSnapshot(`
      {
        "code": 1,
        "stderr": "✖ There is no model of this name
        Model with name other does not exist; this server has kinds
      ",
      }
    `);
    expect((await scenario.run(['predict', '--url', '127.0.0.1:8080', '-d', '{}'])).stderr).toMatchInlineSnapshot(`
      "✖ The input of the command is not valid
        "127.0.0.1:8080" is not the address of a server.
        → Give it as \`truss serve\` prints it: http://127.0.0.1:8080
      "
    `);
  });
});

describe('a form', () => {
  it('has fields and files, here and at a server', async () => {
    scenario.write(
      echoTruss('forms', {
        'model/model.py': `class Model:
    def predict(self, form):
        file = form["page"]
        return [file.filename, file.content_type, bytes(file).hex(), form["note"], form.getlist("tag")]
`,
      }),
    );
    const form = ['-F', 'page=@photo.JPG', '-F', 'note=a=b', '-F', 'tag=x', '-F', 'tag=y', '--json'];
    const expected = '["photo.JPG","image/jpeg","ffd8000a","a=b",["x","y"]]\n';
    const { stdout, stderr } = await scenario.run(['predict', 'forms', ...form]);
    expect({ stdout, stderr }).toEqual({ stdout: expected, stderr: '' });
    const server = scenario.start(['serve', 'forms', '--port', '0', '--json']);
    const [, url = ''] = await server.untilPrinted(/^\{"url":"([^"]+)".*\n/m);
    expect((await scenario.run(['predict', '--url', url, ...form])).stdout).toBe(expected);
    server.signal('SIGTERM');
    await server.ended;
  });

  it.each([
    [['-F', 'page'], 'Give it as -F name=value'],
    [['-F', 'page=@none.png'], 'There is no file none.png.'],
    [['-F', 'a=b', '-d', '{}'], 'A form and another input are given.'],
  ])('that is none: %j', async (words, said) => {
    expect((await scenario.run(['predict', 'kinds', ...words])).stderr).toContain(said);
  });
});

describe('a server with tokens and a certificate of its own', () => {
  const token = '0123456789abcdef0123456789abcdef';
  let server: RunningTruss;
  let url = '';
  beforeAll(async () => {
    scenario.write({ 'tokens.txt': `me: ${token}\n` });
    const make = 'openssl req -x509 -newkey rsa:2048 -nodes -days 3 -subj /CN=localhost';
    const names = '-addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem';
    execSync(`${make} ${names}`, { cwd: scenario.directory, stdio: 'ignore' });
    const secured = ['--tokens', 'tokens.txt', '--tls-cert', 'cert.pem', '--tls-key', 'key.pem'];
    server = scenario.start(['serve', 'kinds', '--port', '0', '--json', ...secured]);
    const [, port = ''] = await server.untilPrinted(/^\{"url":"https:[^"]+:(\d+)".*\n/m);
    url = `https://localhost:${port}`;
  });
  afterAll(async () => {
    server.signal('SIGTERM');
    await server.ended;
  });

  it.each([
    [['--token', token, '--cacert', 'cert.pem'], {}],
    [['-H', `Authorization: Bearer ${token}`, '--cacert', 'cert.pem'], {}],
    [[], { TRUSS_TOKEN: token, SSL_CERT_FILE: 'cert.pem' }],
  ])('is asked with %j and %j', async (words, env) => {
    const { stdout, stderr } = await scenario.run(['predict', '--url', url, '-d', '{"a": 1}', ...words], { env });
    expect({ stdout, stderr }).toEqual({ stdout: '{"request":{"a":1}}\n', stderr: '' });
  });

  it.each([
    [['--token', token], 'its certificate is not trusted', '--cacert cert.pem'],
    [['--cacert', 'cert.pem'], 'A token is required', 'TRUSS_TOKEN'],
    [['--cacert', 'tokens.txt'], 'tokens.txt has no PEM certificate in it', '--cacert'],
    [['--token', `${token}\n!`, '--cacert', 'cert.pem'], 'cannot be sent', 'line feed'],
    [['-H', token], 'A --header has no name', '-H'],
  ])('says what is missing: %j', async (words, message, hint) => {
    const { code, stderr } = await scenario.run(['predict', '--url', url, '-d', '{}', ...words]);
    expect(code).not.toBe(0);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
    expect(stderr).not.toContain(token);
  });

  it('has options that are for a server alone', async () => {
    const { code, stderr } = await scenario.run(['predict', 'kinds', '-d', '{}', '--token', token]);
    expect({ code, told: stderr.includes('--token is for a server') }).toEqual({ code: 2, told: true });
  });
});

describe('the options of 2022', () => {
  it('are understood, and named in their new form', async () => {
    const words = ['--target_directory', 'kinds', '--request', '{"inputs": [1]}', '--run-local', '--tag', 'x'];
    const { code, stdout, stderr } = await scenario.run(['predict', ...words]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"request":{"inputs":[1]}}\n' });
    expect(stderr).toMatchInlineSnapshot(`
      "note \`--target_directory\` is now \`truss predict kinds\`.
      note \`--request\` is now \`--data\`.
      note --run-local has no effect: the model runs without a container.
      note --tag has no effect: the model runs without a container.
      "
    `);
  });

  it('stand in no help', async () => {
    const { stdout } = await scenario.run(['predict', '--help']);
    expect(stdout).not.toMatch(/target|run-local|request-file|--port/);
  });
});
