import { join } from 'node:path';

import { expect, test, vi } from 'vitest';

import { temporaryTruss, useTemporaryHome, writeFiles } from '../../../../../test/support/temporary-home.ts';
import { openProject } from '../../../project/open/open-project.ts';
import { impliedRequirements } from '../../sources/implied-requirements.ts';
import { listCodeFiles } from './code-files.ts';
import { modelImports } from './model-imports.ts';

useTemporaryHome();
const python = (): Promise<string> => Promise.resolve(process.env['TRUSS_PYTHON'] ?? 'python3');

const MODEL = `
"""import requests"""
from __future__ import annotations
import os.path as p, numpy.linalg
from . import neighbour
from .neighbour import aiohttp
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import fastapi
else:
    import joblib
try:
    import yaml
except ImportError:
    yaml = None

def late():
    from prometheus_client import (
        Counter,
    )
`;

test('imports are those of the syntax tree, with their places', async () => {
  const directory = temporaryTruss({
    'config.yaml': '',
    'model/model.py': MODEL,
    'model/broken.py': 'import requests\ndef (',
    'model/__pycache__/old.py': 'import requests',
    'packages/mine/deep/inner.py': 'import opentelemetry.sdk.trace\n',
    'elsewhere.py': 'import requests',
  });
  const code = await listCodeFiles(await openProject(directory));
  const imports = await modelImports(directory, code, python);
  expect(imports.map(({ module, file, line }) => `${file.slice(directory.length + 1)}:${line} ${module}`)).toEqual([
    'model/model.py:3 __future__',
    'model/model.py:4 os.path',
    'model/model.py:4 numpy.linalg',
    'model/model.py:7 typing',
    'model/model.py:11 joblib',
    'model/model.py:13 yaml',
    'model/model.py:18 prometheus_client',
    'packages/mine/deep/inner.py:1 opentelemetry.sdk.trace',
  ]);
  const implied = impliedRequirements(imports, code.ownModules, new Set(['joblib']));
  expect(implied.map(({ distribution }) => distribution)).toEqual([
    'numpy',
    'opentelemetry-sdk',
    'prometheus-client',
    'pyyaml',
  ]);
  expect(
    impliedRequirements(imports, new Set(['yaml', 'numpy', 'prometheus_client', 'joblib']), new Set()),
  ).toHaveLength(1);
});

test('code is read again only when a file has changed', async () => {
  const directory = temporaryTruss({ 'config.yaml': '', 'model/model.py': 'import yaml\n' });
  const project = await openProject(directory);
  const asked = vi.fn<() => Promise<string>>(python);
  const read = async (): Promise<string[]> =>
    (await modelImports(directory, await listCodeFiles(project), asked)).map(({ module }) => module);
  expect(await read()).toEqual(['yaml']);
  expect(await read()).toEqual(['yaml']);
  expect(asked).toHaveBeenCalledTimes(1);
  writeFiles(directory, { [join('model', 'more.py')]: 'import numpy\n' });
  expect(await read()).toEqual(['yaml', 'numpy']);
  expect(asked).toHaveBeenCalledTimes(2);
});
