// The page of the Python package, made by Python from its docstrings.
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** Renders `docs/reference/python.md`. Needs the development environment that `make setup` builds. */
export function renderPythonReference(): string {
  const python = join(root, '.venv-dev/bin/python');
  return execFileSync(python, ['-X', 'utf8', join(root, 'scripts/reference/render-python-reference.py')], {
    encoding: 'utf8',
  });
}
