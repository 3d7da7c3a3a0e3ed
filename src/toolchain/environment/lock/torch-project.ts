// How uv is told that torch comes from an index of its own, which is asked for nothing else: PyTorch's has old copies of numpy and
// others, and uv takes a package from the first index that knows it.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { TORCH_PACKAGES } from '../../../core/requirements/torch-packages.ts';
import { torchIndex } from '../sources/torch-build.ts';

const NAME = 'truss-torch-build';

/** What uv notes under a package of which a project of this name speaks. */
const MENTION = new RegExp(String.raw`^ +#\s+(?:via )?${NAME} \(.*\)\n`, 'gm');

/**
 * Writes a project for `uv pip compile` into a directory, and gives the path of its file. It names the packages with a marker that never
 * holds: what nobody requires is not locked, and the index counts where somebody does.
 */
export async function writeTorchProject(directory: string): Promise<string> {
  const path = join(directory, 'pyproject.toml');
  const lines = [
    '[project]',
    `name = "${NAME}"`,
    'version = "0"',
    `dependencies = [${TORCH_PACKAGES.map((name) => `"${name} ; python_version < '3'"`).join(', ')}]`,
    '[tool.uv.sources]',
    ...TORCH_PACKAGES.map((name) => `${name} = { index = "${NAME}" }`),
    '[[tool.uv.index]]',
    `name = "${NAME}"`,
    `url = ${JSON.stringify(torchIndex())}`,
    'explicit = true',
    '',
  ];
  await writeFile(path, lines.join('\n'));
  return path;
}

/** What uv has resolved, without the project, which it names beside its packages. */
export function withoutTorchProject(resolved: string): string {
  return resolved.replaceAll(MENTION, '').replaceAll(/^ +# via\n(?! +#  )/gm, '');
}
