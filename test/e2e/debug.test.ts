// A debugger in the model's code: in a terminal with --debug; without one, a word about that.
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import { homeVariables } from '../support/temporary-home.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

const HINT = 'A debugger needs a terminal: run `truss predict --debug` in one.';

function write(name: string, body: string): string[] {
  const model = `class Model:\n    def predict(self, request):\n        answer = request["inputs"]\n        ${body}\n        return answer\n`;
  scenario.write(echoTruss(name, { 'config.yaml': 'runtime: {request_timeout: 1}\n', 'model/model.py': model }));
  return ['predict', name, '-d', '{"inputs": 1}', '--env', 'current'];
}

/** Runs `truss` in a terminal in which somebody types, once it shows the prompt. */
function typing(answer: string): readonly string[] {
  return [homeVariables('').TRUSS_PYTHON, join(import.meta.dirname, '../support/in-terminal.py'), '(Pdb) ', answer];
}

describe('truss predict', () => {
  it.each([
    ['breakpoint()', 'breakpoint()'],
    ['pdb.set_trace()', 'import pdb; pdb.set_trace()'],
  ])('--debug stops at %s, and goes on as it is told', async (_, body) => {
    const words = [...write('debugged', body), '--debug'];
    const { code, stdout } = await scenario.run(words, { through: typing('answer = request;; c') });
    expect([code, stdout]).toEqual([0, expect.stringContaining('{"inputs": 1}')]);
  });

  it('a debugger that is left ends the request', async () => {
    const words = [...write('left', 'breakpoint()'), '--debug'];
    const { code, stdout } = await scenario.run(words, { through: typing('q') });
    expect([code, stdout]).toEqual([1, expect.stringContaining('The model raised bdb.BdbQuit')]);
    expect(stdout).not.toContain(HINT);
  });

  it.each(['breakpoint()', 'import pdb; pdb.set_trace()'])('without a terminal, %s says what to do', async (body) => {
    const { code, stderr } = await scenario.run(write('blind', body));
    expect([code, stderr]).toEqual([1, expect.stringContaining(HINT)]);
  });

  it('while it loads, too', async () => {
    const model =
      'class Model:\n    def load(self):\n        breakpoint()\n\n    def predict(self, request):\n        return 1\n';
    scenario.write(echoTruss('loading', { 'model/model.py': model }));
    const { code, stderr } = await scenario.run(['predict', 'loading', '-d', '1', '--env', 'current']);
    expect([code, stderr]).toEqual([1, expect.stringContaining(HINT)]);
  });

  it('--debug is refused where nobody can type, and for a server', async () => {
    const words = [...write('piped', 'breakpoint()'), '--debug'];
    expect((await scenario.run(words)).stderr).toContain('--debug needs a terminal to type in.');
    const remote = await scenario.run(['predict', '--url', 'http://127.0.0.1:1', '-d', '1', '--debug']);
    expect(remote.stderr).toContain('--debug is for a model that is loaded here, without --url.');
  });

  it('a debugger of the config is left alone', async () => {
    const words = write('chosen', 'breakpoint()');
    scenario.write({ 'chosen/config.yaml': 'environment_variables: {PYTHONBREAKPOINT: "0"}\n' });
    expect((await scenario.run(words)).code).toBe(0);
  });
});
