// Makes JavaScript and its types of the protocols in proto/.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/** Where the code lies in the repository. */
const TARGET = 'src/core/protocols/generated';

/**
 * The text of each file by its path in the repository. JavaScript with declarations, not TypeScript: the generator's
 * TypeScript has enums, which Node cannot strip.
 */
export function generateProtocolCode(): Record<string, string> {
  const out = mkdtempSync(join(tmpdir(), 'truss-protocols-'));
  try {
    const plugin = join(root, 'node_modules/.bin/protoc-gen-es');
    const template = {
      version: 'v2',
      plugins: [{ local: plugin, out, opt: ['target=js+dts', 'import_extension=js'] }],
    };
    execFileSync(join(root, 'node_modules/.bin/buf'), ['generate', 'proto', '--template', JSON.stringify(template)], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const names = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(js|d\.ts)$/.test(name));
    return Object.fromEntries(names.sort().map((name) => [`${TARGET}/${name}`, readFileSync(join(out, name), 'utf8')]));
  } finally {
    rmSync(out, { recursive: true });
  }
}
