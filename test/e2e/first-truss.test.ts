import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

describe('the first truss', () => {
  it('is made by init, which says what it wrote and what comes next', async () => {
    const { code, stdout, stderr } = await scenario.run(['init', 'my-model', '--name', 'My Model']);
    expect(scenario.normalise(stdout)).toMatchInlineSnapshot(`
      "✔ Made a truss in my-model
        my-model/config.yaml
        my-model/examples.yaml
        my-model/model/model.py
      "
    `);
    expect(stderr).toMatchInlineSnapshot(`
      "
      Next:
        truss predict my-model -d '{"inputs": [[1, 2, 3]]}'
        truss serve my-model
      "
    `);
    expect(code).toBe(0);
    expect(existsSync(join(scenario.directory, 'my-model/config.yaml'))).toBe(true);
  });

  it('answers predict as its model says, and tells on stderr that it builds the environment', async () => {
    const { code, stdout, stderr } = await scenario.run(['predict', 'my-model', '-d', '{"inputs": [[0]]}']);
    expect({ code, stdout }).toMatchInlineSnapshot(`
      {
        "code": 0,
        "stdout": "{"predictions":[0]}
      ",
      }
    `);
    expect(scenario.normalise(stderr)).toMatchInlineSnapshot(`
      "Making an environment of Python 3.X
      "
    `);
  });

  it('takes the input from a file or stdin too, in the current directory', async () => {
    scenario.write({ 'request.json': '{"inputs": [[1]]}' });
    const fromFile = await scenario.run(['predict', '-f', '../request.json', '--json'], { cwd: 'my-model' });
    const fromStdin = await scenario.run(['predict'], { cwd: 'my-model', input: '{"inputs": [[1]]}' });
    expect(fromFile).toMatchObject({ code: 0, stderr: '' });
    expect(fromFile.stdout).toBe(fromStdin.stdout);
  });

  it('is served until Ctrl-C, and the curl line that is printed works', async () => {
    const server = scenario.start(['serve', 'my-model', '--port', '0']);
    const [line, url = ''] = await server.untilPrinted(/^ *curl -X POST (\S+) .*$/m);
    const body = /-d '(.*)'$/.exec(line)?.[1] ?? '';
    const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect(response.status).toBe(200);
    expect(await response.json()).toHaveProperty('predictions');

    server.signal('SIGINT');
    const { code, stdout } = await server.ended;
    expect(code).toBe(0);
    expect(scenario.normalise(stdout)).toMatchInlineSnapshot(`
      "
      ✔ my-model is served at http://127.0.0.1:PORT
        try it in a browser: http://127.0.0.1:PORT/ui/

        curl -X POST http://127.0.0.1:PORT/v1/models/my-model:predict -H 'Content-Type: application/json' -d '{"inputs": [[1, 2, 3]]}'

      Ctrl-C stops it.

      "
    `);
  });
});
