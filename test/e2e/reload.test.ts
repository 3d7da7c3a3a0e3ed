// `truss serve --reload` as a process: edits of every kind under load.
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import type { RunningTruss } from '../support/truss-scenario.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

type Line = Readonly<Record<string, unknown>>;

/** A served truss, and the lines of its log from where they were last waited for. */
class Reloading {
  readonly directory: string;
  readonly server: RunningTruss;
  #seen = 0;

  constructor(directory: string, words: readonly string[] = []) {
    this.directory = directory;
    this.server = scenario.start(['serve', directory, ...words, '--reload', '--port', '0', '--json']);
  }

  /** Gives the URL as soon as edits are seen. */
  async ready(): Promise<string> {
    const [, url = ''] = await this.server.untilPrinted(/^\{"url":"([^"]+)".*\n/m);
    await this.server.untilPrinted(/are served as soon as they have loaded/);
    return url;
  }

  /** Writes files and waits for the next line of the log that matches. */
  async edit(files: Readonly<Record<string, string>>, message: RegExp): Promise<Line> {
    scenario.write(
      Object.fromEntries(Object.entries(files).map(([path, text]) => [`${this.directory}/${path}`, text])),
    );
    return this.next(message);
  }

  /** The next line of the log that matches. */
  async next(message: RegExp): Promise<Line> {
    const match = await this.server.untilPrinted(new RegExp(`^.*"message":"${message.source}.*\n`, 'm'), this.#seen);
    this.#seen += match.index + match[0].length;
    return JSON.parse(match[0]) as Line;
  }

  async stop(): Promise<void> {
    this.server.signal('SIGTERM');
    expect((await this.server.ended).code).toBe(0);
  }
}

async function predict(url: string, entry: string, inputs: unknown = 1): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ inputs });
  const response = await fetch(`${url}/v1/models/${entry}:predict`, { method: 'POST', headers, body });
  return response.status === 200 ? response.json() : { status: response.status, error: await response.text() };
}

/** Answers with its input and the edition of the code. */
function edition(number: number | string): string {
  return `import time

class Model:
    def predict(self, request):
        time.sleep(0.01)
        return {"predictions": [request["inputs"], ${number}]}
`;
}

const examples = '- name: one\n  input:\n    inputs: 1\n';

describe('truss serve --reload', () => {
  it('serves each edit, without a request lost or a wrong answer', async () => {
    scenario.write(echoTruss('loaded', { 'model/model.py': edition(0), 'examples.yaml': examples }));
    const reloading = new Reloading('loaded', ['--workers', '2']);
    const url = await reloading.ready();
    // One worker is enough to be ready; the other would read the code of the first edit if that came now.
    await reloading.server.untilPrinted(/"A worker is ready"[^]*"A worker is ready"/);
    const over = new AbortController();
    const seen = new Set<number>();
    const client = async (number: number): Promise<void> => {
      let newest = 0;
      for (let index = 0; !over.signal.aborted; index += 1) {
        const answer = (await predict(url, 'echo', `${number}/${index}`)) as { predictions: [string, number] };
        expect(answer).toEqual({ predictions: [`${number}/${index}`, expect.any(Number)] });
        // Once the new one has answered, the former one never does again.
        expect(answer.predictions[1]).toBeGreaterThanOrEqual(newest);
        [, newest] = answer.predictions;
        seen.add(newest);
      }
    };
    const clients = Promise.all(Array.from({ length: 8 }, (_, number) => client(number)));
    for (const number of [1, 2, 3, 4, 5]) {
      const line = await reloading.edit({ 'model/model.py': edition(number) }, /Reloaded in/);
      expect(line).toMatchObject({ changed: ['model/model.py'], entry: 'echo', ms: expect.any(Number) });
      expect(await predict(url, 'echo')).toEqual({ predictions: [1, number] });
    }
    over.abort();
    await clients;
    expect([...seen].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
    await reloading.stop();
  });

  it('lets in the pages that the config names now, and no others', async () => {
    const config = (page: string): string => `model_name: Echo\nruntime:\n  cors:\n    allow_origins: [${page}]\n`;
    const [first, second] = ['https://one.example', 'https://two.example'];
    scenario.write(echoTruss('pages', { 'config.yaml': config(first), 'model/model.py': edition(0) }));
    const reloading = new Reloading('pages');
    const url = await reloading.ready();
    const ask = async (origin: string): Promise<number> => {
      const headers = { origin, 'content-type': 'application/json' };
      return (await fetch(`${url}/v1/models/echo:predict`, { method: 'POST', headers, body: '{"inputs": 1}' })).status;
    };
    expect([await ask(first), await ask(second)]).toEqual([200, 403]);
    await reloading.edit({ 'config.yaml': config(second) }, /Reloaded in/);
    expect([await ask(first), await ask(second)]).toEqual([403, 200]);
    await reloading.stop();
  });

  it('keeps what answers where an edit is broken, says why, and goes on with the next good one', async () => {
    scenario.write(echoTruss('broken', { 'model/model.py': edition(0), 'examples.yaml': examples }));
    const reloading = new Reloading('broken');
    const url = await reloading.ready();
    const failed = /Not reloaded/;
    const broken: readonly [Readonly<Record<string, string>>, string, string][] = [
      [{ 'model/model.py': 'class Model:\n  def predict(self\n' }, 'MODEL_IMPORT_FAILED', 'SyntaxError'],
      [{ 'model/model.py': `${edition(1)}    def load(self):\n        1 / 0\n` }, 'MODEL_LOAD_FAILED', 'load'],
      [{ 'model/model.py': edition('1 / 0') }, 'MODEL_RAISED', 'The example "one" failed'],
      [{ 'config.yaml': 'model_name: [\n' }, 'CONFIG_SYNTAX', 'config.yaml'],
      [{ 'config.yaml': 'model_name: Echo\nruntime:\n  num_workers: many\n' }, 'CONFIG_INVALID', 'num_workers'],
    ];
    for (const [files, code, words] of broken) {
      const line = await reloading.edit(files, failed);
      expect(line).toMatchObject({ level: 'error', code });
      expect(String(line['message'])).toContain(words);
      expect(await predict(url, 'echo')).toEqual({ predictions: [1, 0] });
    }
    await reloading.edit({ 'config.yaml': 'model_name: Echo\n', 'model/model.py': edition(2) }, /Reloaded in/);
    expect(await predict(url, 'echo')).toEqual({ predictions: [1, 2] });
    // Its worker was never started again and again.
    await reloading.stop();
    expect((await reloading.server.ended).stderr).not.toContain('will be started again');
  });

  it('takes examples that are mended as a reason to try again, and else as none', async () => {
    const picky = 'class Model:\n    def predict(self, request):\n        return {"predictions": request["inputs"]}\n';
    scenario.write(echoTruss('picky', { 'model/model.py': picky, 'examples.yaml': '- name: bad\n  input: {}\n' }));
    const reloading = new Reloading('picky');
    await reloading.ready();
    const line = await reloading.edit({ 'model/model.py': `${picky}\n` }, /Not reloaded/);
    expect(line).toMatchObject({ code: 'MODEL_RAISED' });
    await reloading.edit({ 'examples.yaml': examples }, /Reloaded in .* examples.yaml changed/);
    scenario.write({ 'picky/examples.yaml': `${examples}# nothing\n` });
    expect(await reloading.edit({ 'model/model.py': picky }, /Reloaded in/)).toMatchObject({
      changed: ['model/model.py'],
    });
    await reloading.stop();
  });

  it('sees data, packages, new directories and files that go, and nothing that editors and Python leave', async () => {
    const reader = `import os

class Model:
    def load(self):
        self.words = open("data/words.txt").read() if os.path.exists("data/words.txt") else "none"

    def predict(self, request):
        return {"predictions": self.words}
`;
    scenario.write(echoTruss('data', { 'model/model.py': reader }));
    const reloading = new Reloading('data');
    const url = await reloading.ready();
    scenario.write({ 'data/model/.model.py.swp': 'x', 'data/model/__pycache__/x.pyc': 'x', 'data/notes.md': 'x' });
    const expected = [
      [{ 'data/words.txt': 'first' }, ['data/words.txt'], 'first'],
      [{ 'data/words.txt': 'other' }, ['data/words.txt'], 'other'],
      [{ 'packages/new/deep/thing.py': '' }, ['packages/new/deep/thing.py'], 'other'],
    ] as const;
    for (const [files, changed, answer] of expected) {
      expect(await reloading.edit(files, /Reloaded in/)).toMatchObject({ changed });
      expect(await predict(url, 'echo')).toEqual({ predictions: answer });
    }
    rmSync(join(scenario.directory, 'data/data'), { recursive: true });
    expect(await reloading.next(/Reloaded in/)).toMatchObject({ changed: ['data/words.txt'] });
    expect(await predict(url, 'echo')).toEqual({ predictions: 'none' });
    await reloading.stop();
  });

  it('reloads only the truss that changed', async () => {
    scenario.write({
      ...echoTruss('left', {
        'config.yaml': 'model_name: left\n',
        'model/model.py': `import os\n${edition('os.getpid()')}`,
      }),
      ...echoTruss('right', { 'config.yaml': 'model_name: right\n', 'model/model.py': edition(0) }),
    });
    const reloading = new Reloading('right', ['left']);
    const url = await reloading.ready();
    const before = await predict(url, 'left');
    expect(await reloading.edit({ 'model/model.py': edition(7) }, /Reloaded in/)).toMatchObject({ entry: 'right' });
    expect(await predict(url, 'right')).toEqual({ predictions: [1, 7] });
    expect(await predict(url, 'left')).toEqual(before);
    await reloading.stop();
  });

  it('takes over what the config says, but for the name', async () => {
    scenario.write(echoTruss('configured', { 'model/model.py': edition(0) }));
    const reloading = new Reloading('configured');
    const url = await reloading.ready();
    const config = 'model_name: Other\nmodel_module_dir: code\nruntime:\n  num_workers: 2\n';
    const files = { 'config.yaml': config, 'code/model.py': edition(1) };
    await reloading.edit(files, /The model is served as/);
    await reloading.next(/Reloaded in/);
    expect(await predict(url, 'echo')).toEqual({ predictions: [1, 1] });
    expect(await reloading.edit({ 'code/model.py': edition(2) }, /Reloaded in/)).toMatchObject({
      changed: ['code/model.py'],
    });
    await reloading.stop();
  });

  it('makes the environment anew where requirements change, and answers meanwhile', async () => {
    const local = (name: string): string => `[project]\nname = "${name}"\nversion = "1.0"\n`;
    scenario.write(echoTruss('required', { 'model/model.py': edition(0) }));
    const reloading = new Reloading('required');
    const url = await reloading.ready();
    const importing = `import tinylocal\n${edition(1)}`;
    const files = {
      'tiny/pyproject.toml': local('tinylocal'),
      'tiny/tinylocal.py': '',
      'config.yaml': 'model_name: Echo\nrequirements:\n  - ./tiny\n',
      'model/model.py': importing,
    };
    await reloading.edit(files, /[^"]*the environment is made anew/);
    expect(await predict(url, 'echo')).toEqual({ predictions: [1, 0] });
    await reloading.next(/Reloaded in/);
    expect(await predict(url, 'echo')).toEqual({ predictions: [1, 1] });
    await reloading.stop();
    // The lock that came of it is no change.
    expect((await reloading.server.ended).stderr.match(/Reloaded in/g)).toHaveLength(1);
  });

  it('sees edits of a directory that was away for a while', async () => {
    scenario.write(echoTruss('moved', { 'model/model.py': edition(0) }));
    const reloading = new Reloading('moved');
    const url = await reloading.ready();
    const [here, away] = ['moved', 'away'].map((name) => join(scenario.directory, name)) as [string, string];
    renameSync(here, away);
    await reloading.next(/Not reloaded/);
    expect(await predict(url, 'echo')).toEqual({ predictions: [1, 0] });
    renameSync(away, here);
    await reloading.next(/Reloaded in/);
    await reloading.edit({ 'model/model.py': edition(1) }, /Reloaded in/);
    expect(await predict(url, 'echo')).toEqual({ predictions: [1, 1] });
    await reloading.stop();
  });

  it('waits for an edit where the model cannot be loaded at first', async () => {
    scenario.write(
      echoTruss('broken', {
        'model/model.py': 'class Model:\n    def load(self):\n        raise OSError("no weights")\n',
      }),
    );
    const reloading = new Reloading('broken');
    await reloading.server.untilPrinted(/It is loaded again as soon as it is edited/);
    await reloading.server.untilPrinted(/are served as soon as they have loaded/);
    scenario.write({ 'broken/model/model.py': edition(1) });
    const url = await reloading.ready();
    expect(await predict(url, 'echo')).toEqual({ predictions: [1, 1] });
    await reloading.stop();
  });
});
