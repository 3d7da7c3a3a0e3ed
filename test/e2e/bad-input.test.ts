// What a user is told about the words and the input of a command.
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
beforeAll(() => scenario.write(echoTruss('echo')));
afterAll(() => scenario.close());

describe('truss predict', () => {
  it.each([
    ['-d', `{'inputs': [1]}`],
    ['-d', '{"inputs": [1, 2}'],
    ['-d', '{"inputs": [True]}'],
    ['-d', ''],
    ['-f', 'missing.json'],
    ['-f', 'echo'],
    ['-d', '{}', '-f', 'echo/config.yaml'],
  ])('%s %s', async (...words) => {
    const { code, stdout, stderr } = await scenario.run(['predict', 'echo', ...words]);
    expect({ code, stdout, stderr: scenario.normalise(stderr) }).toMatchSnapshot();
  });

  it('bad JSON on stdin', async () => {
    const { code, stderr } = await scenario.run(['predict', 'echo'], { input: '{\n  "inputs": [1,]\n}\n' });
    expect(code).toBe(1);
    expect(stderr).toMatchInlineSnapshot(`
      "✖ The input of the command is not valid
        The input on stdin is not valid JSON at line 2, column 16: expected a value, found "]".
        → JSON has no comma after the last item.
      "
    `);
  });

  it('nothing on stdin', async () => {
    const { code, stderr } = await scenario.run(['predict', 'echo'], { input: '' });
    expect(code).toBe(1);
    expect(stderr).toMatchInlineSnapshot(`
      "✖ The input of the command is not valid
        The input on stdin is empty.
        → Give the request as JSON: -d '{"inputs": [[1, 2]]}', -f request.json, or on stdin.
      "
    `);
  });
});

describe('truss serve', () => {
  it('names the process that holds the port, before anything is built', async () => {
    const holder = createServer();
    await new Promise<void>((done) => holder.listen(0, '127.0.0.1', done));
    const { port } = holder.address() as AddressInfo;
    const { code, stdout, stderr } = await scenario.run(['serve', 'echo', '--port', String(port)]);
    holder.close();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const normal = stderr
      .replaceAll(String(port), 'PORT')
      .replaceAll(String(port + 1), 'NEXT')
      .replaceAll(/(?<=in use by ).*(?=\.\n)/g, 'PROCESS');
    expect(normal).toMatchInlineSnapshot(`
      "✖ The port is in use
        Port PORT on 127.0.0.1 is in use by PROCESS.
        → Take another one, such as \`--port NEXT\`, or \`--port 0\` for any that is free.
      "
    `);
    if (process.platform === 'linux') expect(stderr).toContain(`(process ${process.pid})`);
  });

  it('refuses two trusses of one name', async () => {
    scenario.write(echoTruss('other', { 'config.yaml': 'model_name: ECHO\n' }));
    const { code, stderr } = await scenario.run(['serve', 'echo', 'other', '--port', '0']);
    expect(code).toBe(1);
    expect(scenario.normalise(stderr)).toMatchInlineSnapshot(`
      "✖ The input of the command is not valid
        DIR/echo and DIR/other would both be served as "echo".
        → Give one of them another \`model_name\` in its config.yaml.
      "
    `);
    const twice = await scenario.run(['serve', 'echo', './echo', '--port', '0']);
    expect({ code: twice.code, stderr: scenario.normalise(twice.stderr) }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('DIR/echo is named twice.') as string,
    });
  });

  it('says that an address is not of this machine', async () => {
    const { code, stderr } = await scenario.run(['serve', 'echo', '--host', '192.0.2.1', '--port', '8080']);
    expect(code).toBe(1);
    expect(stderr.slice(stderr.indexOf('✖'))).toMatchInlineSnapshot(`
      "✖ The address cannot be listened on
        Cannot listen on port 8080 of 192.0.2.1: this machine has no such address
        → Listen on 127.0.0.1 for this machine alone, on 0.0.0.0 for others too.
      "
    `);
  });
});
