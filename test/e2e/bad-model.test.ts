// What a user is told about model code that is missing or fails: by `predict`, and by `serve` before it ends.
import { afterAll, describe, expect, it } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
afterAll(() => scenario.close());

/** What `truss predict` says about a truss with this model/model.py, before it ends with status 1. */
async function complaint(name: string, model: string): Promise<string> {
  scenario.write(echoTruss(name, { 'model/model.py': model }));
  const { code, stdout, stderr } = await scenario.run(['predict', name, '-d', '{"inputs": [1]}']);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  return scenario.normalise(stderr).replace(/^Making an environment.*\n/, '');
}

describe('truss predict', () => {
  it('the model file is missing', async () => {
    scenario.write({ 'no-file/config.yaml': 'model_name: x\n' });
    const { code, stderr } = await scenario.run(['predict', 'no-file', '-d', '{}']);
    expect(code).toBe(1);
    expect(scenario.normalise(stderr).replace(/^Making an environment.*\n/, '')).toMatchInlineSnapshot(`
      "✖ The file with the model class is missing
        There is no file model/model.py
        → Create it with a class that has a method predict, or set model_module_dir and model_class_filename.
      "
    `);
  });

  it('the class is missing', async () => {
    expect(await complaint('no-class', 'class Mdoel:\n    def predict(self, request): ...\n')).toMatchInlineSnapshot(`
      "✖ The model class is missing
        There is no class Model in model/model.py; it has Mdoel
        → Rename the class to Model, or set model_class_name in config.yaml to Mdoel.
      "
    `);
  });

  it('the class has no method to call', async () => {
    expect(await complaint('no-method', 'class Model:\n    def predcit(self, request): ...\n')).toMatchInlineSnapshot(`
      "✖ The model class does not follow the contract
        The class Model has no method predict
        → Add \`def predict(self, inputs)\`, or one of: predict_batch, chat_completions, completions, embeddings, messages, messages_count_tokens, responses, rerank, moderations, images_generations, audio_transcriptions, audio_translations, audio_speech, websocket.
      "
    `);
  });

  it('an import fails', async () => {
    expect(await complaint('no-import', 'import nunpy\n\nclass Model:\n    pass\n')).toMatchInlineSnapshot(`
      "✖ The model's code cannot be imported
        model/model.py could not be imported: ModuleNotFoundError

        Traceback (most recent call last):
          File "DIR/no-import/model/model.py", line 1, in <module>
            import nunpy
        ModuleNotFoundError: No module named 'nunpy'

        → Add the package that has 'nunpy' to the requirements in config.yaml, or its file to packages/.
      "
    `);
  });

  it('a syntax error', async () => {
    expect(await complaint('syntax', 'class Model:\n    def predict(self, request)\n        return 1\n'))
      .toMatchInlineSnapshot(`
        "✖ The model's code cannot be imported
          model/model.py could not be imported: SyntaxError

            File "DIR/syntax/model/model.py", line 2
              def predict(self, request)
          SyntaxError: expected ':'
        "
      `);
  });

  it('load() raises', async () => {
    const model = [
      'def read(path):',
      '    return open(path).read()',
      '',
      'class Model:',
      '    def load(self):',
      '        self.weights = read("data/weights.bin")',
      '',
      '    def predict(self, request):',
      '        return 1',
      '',
    ].join('\n');
    expect(await complaint('bad-load', model)).toMatchInlineSnapshot(`
      "✖ The model's load() raised an exception
        Model.load() raised FileNotFoundError

        Traceback (most recent call last):
          File "DIR/bad-load/model/model.py", line 6, in load
            self.weights = read("data/weights.bin")
          File "DIR/bad-load/model/model.py", line 2, in read
            return open(path).read()
        FileNotFoundError: [Errno 2] No such file or directory: 'data/weights.bin'
      "
    `);
  });

  it('predict raises, after it printed something', async () => {
    const model = [
      'class Model:',
      '    def predict(self, request):',
      '        print("got", request["inputs"])',
      '        return {"predictions": 1 / 0}',
      '',
    ].join('\n');
    expect(await complaint('raises', model)).toMatchInlineSnapshot(`
      "got [1]
      ✖ The model raised an exception
        The model raised ZeroDivisionError

        Traceback (most recent call last):
          File "DIR/raises/model/model.py", line 4, in predict
            return {"predictions": 1 / 0}
        ZeroDivisionError: division by zero
      "
    `);
  });

  it('the answer cannot be encoded', async () => {
    const model =
      'class Model:\n    def predict(self, request):\n        return {"predictions": [1, {"lock": object()}]}\n';
    expect(await complaint('unencodable', model)).toMatchInlineSnapshot(`
      "✖ The model's answer cannot be encoded
        The answer cannot be encoded as JSON at predictions[1].lock: it is of type object
        → Return numbers, strings, lists, dicts, arrays, DataFrames, dataclasses or pydantic models.
      "
    `);
  });

  it('sys.exit', async () => {
    const model = 'import sys\n\nclass Model:\n    def predict(self, request):\n        sys.exit(3)\n';
    expect(await complaint('exits', model)).toMatchInlineSnapshot(`
      "✖ The model tried to end the process
        The model tried to end the process (SystemExit)

        Traceback (most recent call last):
          File "DIR/exits/model/model.py", line 5, in predict
            sys.exit(3)
        SystemExit: 3

        → Raise an exception instead of calling sys.exit() where a request cannot be answered.
      "
    `);
  });

  it('the process dies', async () => {
    const model = 'import os\n\nclass Model:\n    def predict(self, request):\n        os.kill(os.getpid(), 9)\n';
    expect(await complaint('dies', model)).toMatchInlineSnapshot(`
      "✖ The worker process died while it computed the answer
        The worker process was killed by SIGKILL while it computed the answer
      "
    `);
  });

  it('with --json the error is data, with the traceback', async () => {
    const { code, stdout } = await scenario.run(['predict', 'raises', '-d', '{"inputs": [1]}', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(scenario.normalise(stdout))).toMatchInlineSnapshot(`
      {
        "error": {
          "code": "MODEL_RAISED",
          "exception": {
            "message": "division by zero",
            "traceback": "Traceback (most recent call last):
        File "DIR/raises/model/model.py", line 4, in predict
          return {"predictions": 1 / 0}
                                 ~~^~~
      ZeroDivisionError: division by zero
      ",
            "type": "ZeroDivisionError",
          },
          "hint": null,
          "issues": [],
          "message": "The model raised ZeroDivisionError",
        },
      }
    `);
  });
});

describe('truss serve', () => {
  it('ends with the reason when load() raises', async () => {
    const { code, stdout, stderr } = await scenario.run(['serve', 'bad-load', '--port', '0']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const [logs = '', ...report] = scenario.normalise(stderr).split('✖');
    expect(`✖${report.join('✖')}`).toMatchInlineSnapshot(`
      "✖ The model's load() raised an exception
        Model.load() raised FileNotFoundError

        Traceback (most recent call last):
          File "DIR/bad-load/model/model.py", line 6, in load
            self.weights = read("data/weights.bin")
          File "DIR/bad-load/model/model.py", line 2, in read
            return open(path).read()
        FileNotFoundError: [Errno 2] No such file or directory: 'data/weights.bin'
      "
    `);
    // Once is enough, whoever reads it.
    expect(logs).not.toContain('Traceback');
  });
});
