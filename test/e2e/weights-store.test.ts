// The store of weights where others have filled it, and it is only read.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

import { homeVariables, temporaryTruss } from '../support/temporary-home.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const CLI = join(ROOT, 'src/cli/main.ts');
const CAN_MOUNT = spawnSync('unshare', ['-m', 'true']).status === 0;

/** Two trusses with the same weights, and a home. */
function twoTrusses(source: string): { readonly directory: string; readonly env: NodeJS.ProcessEnv } {
  const config = `weights: [{source: "${source}", mount_location: /nowhere/to/be/linked}]\n`;
  const files = { 'home/empty': '', 'source/w.bin': 'weights', 'source/config.json': '{}' };
  const trusses = Object.fromEntries(
    ['a', 'b'].flatMap((name) => [
      [`${name}/config.yaml`, config],
      [`${name}/model/model.py`, ''],
    ]),
  );
  const directory = temporaryTruss({ ...files, ...trusses });
  return { directory, env: { ...process.env, ...homeVariables(join(directory, 'home')) } };
}

describe.runIf(CAN_MOUNT)('a home that is only read', () => {
  it('gives what is in it to everybody, and says what cannot be done', () => {
    const { directory, env } = twoTrusses('file:///nowhere');
    const script = `
sed -i "s#file:///nowhere#file://$PWD/source#" */config.yaml
pull() { "$NODE" "$CLI" weights pull "$@"; echo "$1 $?"; }
"$NODE" "$CLI" weights pull a --json && cp a/weights.lock b/
mount --bind home home && mount -o remount,ro,bind home
pull b
echo 'other' > source/w.bin && rm b/weights.lock
pull b`;
    const variables = { ...env, NODE: process.execPath, CLI };
    const { stdout, stderr } = spawnSync('unshare', ['-m', 'sh', '-c', script], {
      cwd: directory,
      env: variables,
      encoding: 'utf8',
    });
    expect(stdout).toMatch(/All files are there already[^]*\nb 0\n[^]*b 1\n/);
    expect(stderr).toContain('cannot be written: the file system is read-only (EROFS)');
    expect(stderr).toContain('Point TRUSS_HOME to a directory of yours.');
  });
});
