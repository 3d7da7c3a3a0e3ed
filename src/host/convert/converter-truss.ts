// The truss that converts others: the converter's Python as its model, and the packages of the truss that is converted beside its own.
import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { TrussError } from '../../core/errors/truss-error.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import { openProject } from '../../toolchain/project/open/open-project.ts';

/** Where the package lies beside this module: beside the bundle, in the sources, in the wheel. */
const PLACES = ['./python/', '../../../python/src/', '../../'];

/** What converts: of PyTorch its own exporter, which writes with onnxscript; of all else a family of converters. */
const CONVERTERS = { torch: ['onnxscript'], others: ['skl2onnx', 'onnxmltools'] };

/** What every graph is checked with. */
const COMMON = ['onnx', 'onnxruntime', 'numpy'];

/** Writes that truss into a directory. `project`: what is to be converted. */
export async function writeConverter(directory: string, project: Project): Promise<Project> {
  const { python_version: python, requirements, requirements_file: file } = project.config;
  if (file !== null) {
    throw new TrussError('MODEL_NOT_CONVERTIBLE', {
      message: `The requirements of this truss are in ${file}, and the converter's are put beside those of config.yaml.`,
      hint: 'Write them into `requirements` of config.yaml.',
    });
  }
  await mkdir(join(directory, 'model'), { recursive: true });
  await cp(findConverter(), join(directory, 'packages/truss_converter'), { recursive: true });
  await writeFile(join(directory, 'model/model.py'), 'from truss_converter.model import Model as Model\n');
  const own = CONVERTERS[project.config.model_framework === 'pytorch' ? 'torch' : 'others'];
  const config = {
    model_name: 'converter',
    python_version: python,
    requirements: [...requirements, ...own, ...COMMON],
  };
  // YAML is a superset of JSON.
  await writeFile(join(directory, 'config.yaml'), JSON.stringify(config));
  return openProject(directory);
}

function findConverter(): string {
  const candidates = PLACES.map((place) => fileURLToPath(new URL(`${place}truss_converter`, import.meta.url)));
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  throw new TrussError('MODEL_NOT_CONVERTIBLE', {
    message: `The converter is missing (looked for: ${candidates.join(', ')})`,
    hint: 'Install truss again.',
  });
}
