// The store of weights where there are others: who have filled it, and let it be read, or be filled by a group.
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

import { homeVariables, temporaryTruss } from '../support/temporary-home.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const CLI = join(ROOT, 'src/cli/main.ts');
/** Words that run a command as a user with nothing but a group. */
const as = (user: number): string[] => ['setpriv', '--reuid', String(user), '--regid', '5555', '--clear-groups'];
const [SETPRIV = '', ...AS_OTHER] = as(12_345);
const CAN_SWITCH = spawnSync(SETPRIV, [...AS_OTHER, 'test', '-r', CLI]).status === 0;
const CAN_MOUNT = spawnSync('unshare', ['-m', 'true']).status === 0;

/** Two trusses with the same weights, and a home. */
function twoTrusses(source: string): { readonly directory: string; readonly env: NodeJS.ProcessEnv } {
  const config = `weights: [{source: "${source}", mount_location: /nowhere/to/be/linked}]\n`;
  const files = { 'home/empty': '', 'source/w.bin': 'weights', 'source/config.json': '{}' };
  const trusses = Object.fromEntries(
    ['a', 'b'].flatMap((name) => [
      [`${name}/config.yaml`, config],
      [`${name}/model/model.py`, 'class Model:\n    def predict(self, request):\n        return {"it": "answers"}\n'],
    ]),
  );
  const directory = temporaryTruss({ ...files, ...trusses });
  return { directory, env: { ...process.env, ...homeVariables(join(directory, 'home')) } };
}

describe.runIf(CAN_MOUNT)('a home that is only read', () => {
  it('gives what is in it to everybody, and says what cannot be done', { timeout: 300_000 }, () => {
    const { directory, env } = twoTrusses('file:///nowhere');
    const script = `
sed -i "s#file:///nowhere#file://$PWD/source#" */config.yaml
pull() { "$NODE" "$CLI" weights pull "$@"; echo "$1 $?"; }
"$NODE" "$CLI" weights pull a --json && cp a/weights.lock b/
"$NODE" "$CLI" predict a -d '{}' >/dev/null
mount --bind home home && mount -o remount,ro,bind home
pull b
"$NODE" "$CLI" predict b -d '{}'; ls b
echo 'other' > source/w.bin && rm b/weights.lock
pull b`;
    const variables = { ...env, NODE: process.execPath, CLI };
    const { stdout, stderr } = spawnSync('unshare', ['-m', 'sh', '-c', script], {
      cwd: directory,
      env: variables,
      encoding: 'utf8',
    });
    expect(stdout).toMatch(/All files are there already[^]*\nb 0\n\{"it": ?"answers"\}\n[^]*b 1\n/);
    expect(stdout).toContain('requirements.lock\nweights.lock\n');
    expect(stderr).toContain('cannot be written: the file system is read-only (EROFS)');
    expect(stderr).toContain('Point TRUSS_HOME to a directory of yours.');
  });
});

describe.runIf(CAN_SWITCH)('several users', () => {
  /** What a script prints, in which `as USER COMMAND…` runs the command line as that user. */
  function told(script: string): { readonly stdout: string; readonly stderr: string } {
    const { directory, env } = twoTrusses('file:///nowhere');
    chmodSync(directory, 0o755);
    const asUser =
      'as() { user=$1; shift; HOME=/nowhere setpriv --reuid $user --regid 5555 --clear-groups "$NODE" "$CLI" "$@"; }';
    const begin = `
sed -i "s#file:///nowhere#file://$PWD/source#" */config.yaml
rm -r home && chown -R 12345:5555 a && chown -R 23456:5555 b`;
    return spawnSync('sh', ['-c', `${asUser}${begin}${script}`], {
      cwd: directory,
      env: { ...env, NODE: process.execPath, CLI },
      encoding: 'utf8',
    });
  }

  it(
    'fill one store through a group: a file is there once, and stays as long as one of them needs it',
    { timeout: 300_000 },
    () => {
      const { stdout } = told(`
umask 002 && mkdir -m 2775 home && chgrp 5555 home && chmod g+s home
as 12345 weights pull a >/dev/null && as 23456 weights pull b >/dev/null
stat -c '%h' home/weights/*/w.bin
as 23456 weights clean b
as 12345 weights status a --json
as 12345 weights clean a`);
      expect(stdout).toMatch(/^2\nThere is nothing to remove\.\n.*"state":"ready".*\n✔ Removed 2 files/);
    },
  );

  it(
    'are told where the store of somebody else may not be seen, and do not take it for empty',
    { timeout: 300_000 },
    () => {
      const { stderr, stdout } = told(`
"$NODE" "$CLI" weights pull a >/dev/null && cp a/weights.lock b/ && chown 23456 b/weights.lock
for what in pull status verify; do as 23456 weights $what b; echo "$what $?"; done
chmod 755 home
as 23456 weights pull b`);
      expect(stdout).toMatch(/^pull 1\nstatus 1\nverify 1\n✔ All files are there already/);
      expect(stderr.match(/cannot be read: its permissions do not allow it \(EACCES\)/g)).toHaveLength(3);
    },
  );
});
