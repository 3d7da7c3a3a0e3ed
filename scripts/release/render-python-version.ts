// The version of the Python package, which hatchling and `truss.__version__` read.
import { pythonVersion } from '../../src/core/version.ts';

/** Renders `python/src/truss/_version.py`. */
export function renderPythonVersion(): string {
  return `"""Made of package.json by \`npm run generate\`."""\n\n__version__ = "${pythonVersion}"\n`;
}
