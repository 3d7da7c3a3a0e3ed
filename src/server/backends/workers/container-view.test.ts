// A worker whose code was written for a container, on a machine that has none of its places.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, test } from 'vitest';

import type { ModelOptions, ServedModel } from '../../../../test/support/served-model.ts';
import { modelEntry, serveEntries } from '../../../../test/support/served-model.ts';
import { containerView } from './container-view.ts';

/** Whether this system lets a process mount something for itself. */
const CAN_MOUNT = ['-m', '-Urm'].some((how) => spawnSync('unshare', [how, 'true']).status === 0);
const HAS_NONE = ['/app', '/packages', '/secrets'].every((place) => !existsSync(place));

/** Serves a truss with a file in data/ and one in packages/. */
async function serve(model: string, options: ModelOptions = {}): Promise<ServedModel> {
  const entry = modelEntry(model, options);
  for (const [file, text] of Object.entries({ 'data/x.txt': 'from data', 'packages/p/words.txt': 'from packages' })) {
    mkdirSync(path.dirname(path.join(entry.directory, file)), { recursive: true });
    writeFileSync(path.join(entry.directory, file), text);
  }
  const served = await serveEntries([entry]);
  await served.ready;
  return served;
}

async function answer(served: ServedModel): Promise<unknown> {
  return (await served.predict({})).json();
}

const SAYS = /^The model sees .* as a container has them/;

describe.skipIf(!CAN_MOUNT || !HAS_NONE)('code that names places of a container', () => {
  test('finds them, and its secrets as files', async () => {
    const model = `
import os, subprocess, sys

class Model:
    def load(self):
        with open("/app/data/x.txt") as file:
            self.text = file.read()

    def predict(self, request):
        secret = open("/secrets/my-key").read()
        words = subprocess.run(["cat", "/packages/p/words.txt"], capture_output=True, text=True).stdout
        open("/app/data/made.txt", "w").write("by the model")
        return [self.text, secret, words, os.getcwd() == sys.argv[0] or os.getcwd(), os.listdir("/secrets")]
`;
    const served = await serve(model, { secrets: { 'my-key': 's3cret\n', empty: '' } });
    expect(await answer(served)).toEqual(['from data', 's3cret\n', 'from packages', served.directory, ['my-key']]);
    expect(existsSync(path.join(served.directory, 'data', 'made.txt'))).toBe(true);
    expect(served.log.records.filter(({ message }) => SAYS.test(String(message))).length).toBe(1);
    // Nobody else sees any of it.
    expect(['/app', '/packages', '/secrets'].filter((place) => existsSync(place))).toEqual([]);
  });

  test('finds its weights there, beside its data, and adds nothing to the truss', async () => {
    const model = `
import os

class Model:
    def predict(self, request):
        folder = "/app/model_cache/llama"
        return [open(f"{folder}/config.json").read(), open("/app/data/x.txt").read(), sorted(os.listdir("/app"))]
`;
    const entry = modelEntry(model);
    const here = path.join(entry.directory, '..', `${path.basename(entry.directory)}-weights`);
    for (const [file, text] of Object.entries({
      [`${here}/config.json`]: '{}',
      [`${entry.directory}/data/x.txt`]: 'x',
    })) {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    const before = readdirSync(entry.directory).toSorted();
    const mounts = [['/app/model_cache/llama', here]] as const;
    const served = await serveEntries([{ ...entry, weights: { places: { llama: here }, mounts } }]);
    await served.ready;
    expect(await answer(served)).toEqual(['{}', 'x', [...before, 'model_cache'].toSorted()]);
    expect(readdirSync(entry.directory).toSorted()).toEqual(before);
    expect(existsSync('/app')).toBe(false);
  });

  test('has the machine as it is otherwise: devices, processes, temporary files, children, threads, no rights beyond its own', async () => {
    const model = `
import multiprocessing, os, sys, tempfile, threading

PLACE = "/app"

def rights():
    with open("/proc/self/status") as status:
        return next(line for line in status if line.startswith("CapEff")).split()[1]

def square(number):
    return number * number, os.path.exists(PLACE)

class Model:
    def predict(self, request):
        with tempfile.NamedTemporaryFile() as file:
            temporary = os.path.exists(file.name)
        with multiprocessing.get_context("spawn").Pool(2) as pool:
            spawned = pool.map(square, [2, 3])
        threads = []
        thread = threading.Thread(target=lambda: threads.append(os.path.exists("/app/model/model.py")))
        thread.start(), thread.join()
        child = os.fork()
        if child == 0:
            os._exit(7 if os.path.exists(PLACE) else 8)
        forked = os.waitpid(child, 0)[1] >> 8
        null = open("/dev/null", "w").write("x"), len(open("/dev/urandom", "rb").read(4))
        return {
            "temporary": temporary, "spawned": spawned, "threads": threads, "forked": forked, "null": null,
            "user": os.getuid(), "executable": os.readlink("/proc/self/exe") == os.path.realpath(sys.executable),
            "rights": rights(), "parent": os.path.exists(f"/proc/{os.getppid()}"),
        }
`;
    const served = await serve(model);
    const own = spawnSync('grep', ['CapEff', '/proc/self/status'], { encoding: 'utf8' }).stdout.split(/\s+/)[1];
    expect(await answer(served)).toEqual({
      temporary: true,
      spawned: [
        [4, true],
        [9, true],
      ],
      threads: [true],
      forked: 7,
      null: [1, 4],
      user: process.getuid?.(),
      executable: true,
      rights: own,
      parent: true,
    });
  });

  test('is ended with all that it has started', async () => {
    const model = `
import subprocess

class Model:
    def load(self):
        self.child = subprocess.Popen(["sleep", "1000"], start_new_session=True, cwd="/app")

    def predict(self, request):
        return self.child.pid
`;
    const served = await serve(model);
    const pid = Number(await answer(served));
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    await served.close();
    await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 10_000 }).toBe(false);
  });
});

describe('the view of a truss', () => {
  function viewOf(model: string, options: ModelOptions = {}, there: readonly string[] = []): unknown {
    const entry = modelEntry(model, options);
    mkdirSync(path.join(entry.directory, 'data'));
    const view = containerView(entry, (place) => there.includes(place));
    return (
      view &&
      Object.fromEntries(
        Object.entries(view).map(([place, here]) => [
          place,
          typeof here === 'string' ? path.relative(entry.directory, here) : here,
        ]),
      )
    );
  }

  test.skipIf(process.platform !== 'linux')('has the places that code and config name', () => {
    expect(viewOf('open("/app/data/x")')).toEqual({ '/app': '' });
    expect(viewOf("root = Path('/app') / 'data'\nkey = f'/secrets/{name}'")).toEqual({ '/app': '', '/secrets': null });
    expect(viewOf('', { config: { environment_variables: { MODEL: '/app/data/m.bin' } } })).toEqual({ '/app': '' });
  });

  test('is none where nothing names one: addresses, longer names, comments', () => {
    expect(viewOf('url = "https://x.org/app/data"\nother = "/apple"\nyet = "my/app"\n# in /app')).toBe(null);
  });

  test('leaves alone what this machine has, as in a container', () => {
    expect(viewOf('open("/app/data/x")', {}, ['/app'])).toBe(null);
  });

  test('has no packages where the truss has none', () => {
    expect(viewOf('sys.path.append("/packages")')).toBe(null);
  });

  test.skipIf(process.platform !== 'linux')('shows a data folder of another name as data', () => {
    const entry = modelEntry('open("/app/data/x")', { config: { data_dir: 'files' } });
    for (const folder of ['data', 'files']) mkdirSync(path.join(entry.directory, folder));
    expect(Object.keys(containerView(entry, () => false) ?? {})).toEqual(['/app', '/app/data']);
  });
});
