// Who makes an image of the iris model, each from a directory of its own, with the command that its users type.
import { appendFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { Place } from './commands.ts';
import { run } from './commands.ts';

/** Makes images. */
export interface Packager {
  readonly name: string;
  /** The image that it stands on. */
  readonly base: string;
  /** Builds the image `tag`. `fresh`: every layer anew; caches of packages stay, where there are any. */
  build(tag: string, options: { readonly fresh: boolean }): void;
  /** Changes a line of the code. */
  edit(): void;
}

/** What a packager is made of. */
export interface PackagerFacts {
  /** Where its files go. */
  readonly place: Place;
  /** The directory of the truss whose model it is. */
  readonly truss: string;
  /** The Python or the program that has it. */
  readonly program: string;
}

const BASE = 'python:3.11-slim';
const REQUIREMENTS = ['scikit-learn==1.9.1', 'numpy==2.4.6', 'scipy==1.17.1', 'joblib==1.6.0'];

export function trussPackager({ place, truss, program }: PackagerFacts): Packager {
  const directory = join(place.cwd, 'iris');
  cpSync(truss, directory, { recursive: true });
  return {
    name: 'truss image build',
    base: BASE,
    build: (tag, { fresh }) =>
      void run(
        process.execPath,
        [program, 'image', 'build', directory, '--tag', tag, ...(fresh ? ['--no-cache'] : [])],
        place,
      ),
    edit: () => appendFileSync(join(directory, 'model/model.py'), `# ${Math.random()}\n`),
  };
}

const SERVICE = `import bentoml
import joblib
import numpy as np


@bentoml.service
class Iris:
    def __init__(self):
        self.model = joblib.load("model.joblib")

    @bentoml.api
    def predict(self, inputs: np.ndarray) -> dict:
        return {"predictions": self.model.predict(inputs).tolist(), "probabilities": self.model.predict_proba(inputs).tolist()}
`;

const BENTOFILE = `service: "service:Iris"
include: ["service.py", "model.joblib"]
python:
  packages: [${REQUIREMENTS.map((line) => `"${line}"`).join(', ')}]
docker:
  base_image: ${BASE}
`;

/** `program`: the Python of an environment that has bentoml. */
export function bentoPackager({ place, truss, program }: PackagerFacts): Packager {
  const directory = join(place.cwd, 'bento');
  mkdirSync(directory);
  cpSync(join(truss, 'data/model/model.joblib'), join(directory, 'model.joblib'));
  writeFileSync(join(directory, 'service.py'), SERVICE);
  writeFileSync(join(directory, 'bentofile.yaml'), BENTOFILE);
  const env = {
    ...place.env,
    PATH: `${dirname(program)}:${place.env['PATH'] ?? ''}`,
    BENTOML_HOME: join(place.cwd, 'bentoml'),
    BENTOML_DO_NOT_TRACK: 'True',
    DOCKER_BUILDKIT: '1',
  };
  const here = { cwd: directory, env };
  return {
    name: 'bentoml containerize',
    base: BASE,
    build(tag, { fresh }) {
      const bento = run('bentoml', ['build', '--output', 'tag'], here).trim().replace('__tag__:', '');
      run('bentoml', ['containerize', bento, '--image-tag', tag, ...(fresh ? ['--opt', 'no-cache'] : [])], here);
    },
    edit: () => appendFileSync(join(directory, 'service.py'), `# ${Math.random()}\n`),
  };
}

const SAVE = (directory: string): string => `import mlflow, shutil
shutil.rmtree("model", ignore_errors=True)
mlflow.pyfunc.save_model("model", python_model="${directory}/model.py", artifacts={"model": "${directory}/model.joblib"}, pip_requirements=${JSON.stringify(REQUIREMENTS)})
`;

const PYFUNC = `import joblib
import mlflow


class Iris(mlflow.pyfunc.PythonModel):
    def load_context(self, context):
        self.model = joblib.load(context.artifacts["model"])

    def predict(self, context, model_input, params=None):
        return self.model.predict(model_input)


mlflow.models.set_model(Iris())
`;

/** `program`: the Python of an environment that has mlflow. */
export function mlflowPackager({ place, truss, program }: PackagerFacts): Packager {
  const directory = join(place.cwd, 'mlflow');
  mkdirSync(directory);
  cpSync(join(truss, 'data/model/model.joblib'), join(directory, 'model.joblib'));
  writeFileSync(join(directory, 'model.py'), PYFUNC);
  const env = { ...place.env, PATH: `${dirname(program)}:${place.env['PATH'] ?? ''}`, DOCKER_BUILDKIT: '1' };
  const here = { cwd: directory, env };
  return {
    name: 'mlflow models build-docker',
    // That of the Python which saves the model, to the last digit.
    base: run(program, ['-c', 'import platform; print(f"python:{platform.python_version()}-slim", end="")'], here),
    build(tag, { fresh }) {
      run(program, ['-c', SAVE(directory)], here);
      // What `build-docker` does, in two steps: it has no way to leave the engine's cache out.
      run(
        'mlflow',
        ['models', 'generate-dockerfile', '--model-uri', 'model', '--env-manager', 'local', '-d', 'out'],
        here,
      );
      run('docker', ['build', '--tag', tag, ...(fresh ? ['--no-cache'] : []), 'out'], here);
    },
    edit: () => appendFileSync(join(directory, 'model.py'), `# ${Math.random()}\n`),
  };
}
