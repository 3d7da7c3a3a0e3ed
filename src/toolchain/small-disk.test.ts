// A disk that is full, and one that cannot be written: small file systems of memory, which root alone may mount.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { temporaryTruss, useTemporaryHome, writeFiles } from '../../test/support/temporary-home.ts';
import { TrussError } from '../core/errors/truss-error.ts';
import { ensureEnvironment } from './environment/ensure-environment.ts';
import { lockProject } from './environment/lock/lock-project.ts';
import { initProject } from './project/create/init-project.ts';
import { changeConfig } from './project/edit/change-config.ts';
import { openProject } from './project/open/open-project.ts';
import { setSecret } from './secrets/edit-local-store.ts';

useTemporaryHome();
let disk: string;

beforeEach(() => {
  disk = realpathSync(mkdtempSync(join(tmpdir(), 'truss-disk-')));
});

afterEach(() => {
  vi.unstubAllEnvs();
  execFileSync('/bin/umount', [disk]);
  rmSync(disk, { recursive: true });
});

function mount(...options: string[]): void {
  execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', ['size=256k', ...options].join(','), 'tmpfs', disk]);
}

/** Takes all the space that is left. */
function fill(): void {
  const chunk = Buffer.alloc(4096);
  for (let index = 0; ; index += 1) {
    try {
      writeFileSync(join(disk, `filler-${index}`), chunk);
    } catch {
      return;
    }
  }
}

function setReadOnly(isReadOnly: boolean): void {
  execFileSync('/bin/mount', ['-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, disk]);
}

async function told(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TrussError)) throw new TypeError(`no expected error: ${String(error)}`);
  return `${error.code}: ${error.message.replaceAll(disk, 'DISK')} | ${error.hint ?? ''}`;
}

const FILES = { 'config.yaml': 'python_version: py311\n', 'model/model.py': 'class Model: ...\n' };
const canMount = platform() === 'linux' && process.getuid?.() === 0;

describe.skipIf(!canMount)('on a full disk (only root can mount one)', () => {
  beforeEach(() => mount());

  test('no truss is made, and nothing is left of it', async () => {
    fill();
    expect(await told(initProject({ directory: join(disk, 'new') }))).toBe(
      'DISK_FULL: There is no space left to write DISK/new. | Free some space.',
    );
    expect(readdirSync(disk).filter((name) => !name.startsWith('filler'))).toEqual([]);
  });

  test('a change of a config is not made, and the config stays whole', async () => {
    writeFiles(join(disk, 'mine'), FILES);
    fill();
    const change = changeConfig(join(disk, 'mine'), ({ text }) => `${text}description: ${'x'.repeat(5000)}\n`);
    expect(await told(change)).toBe('DISK_FULL: There is no space left to write DISK/mine. | Free some space.');
    expect(readFileSync(join(disk, 'mine', 'config.yaml'), 'utf8')).toBe(FILES['config.yaml']);
  });

  test('a lock that cannot be written is told', async () => {
    writeFiles(join(disk, 'mine'), FILES);
    fill();
    expect(await told(lockProject(await openProject(join(disk, 'mine'))))).toBe(
      'DISK_FULL: There is no space left to write DISK/mine/requirements.lock. | Free some space.',
    );
  });

  test('a secret is not half written', async () => {
    vi.stubEnv('TRUSS_HOME', join(disk, 'home'));
    await setSecret('token', 'one');
    fill();
    // Room for the claim, and not for the secret.
    rmSync(join(disk, 'filler-0'));
    expect(await told(setSecret('token', 'x'.repeat(9000)))).toBe(
      'DISK_FULL: There is no space left to write DISK/home/config.yaml. | Free some space, or point TRUSS_HOME to another disk.',
    );
    expect(readFileSync(join(disk, 'home', 'config.yaml'), 'utf8')).toContain('token: one');
  });

  test('an environment leaves nothing half made', async () => {
    vi.stubEnv('TRUSS_HOME', join(disk, 'home'));
    mkdirSync(join(disk, 'home'));
    const project = await openProject(temporaryTruss({ ...FILES, 'config.yaml': 'requirements: [six==1.16.0]\n' }));
    await lockProject(project);
    fill();
    rmSync(join(disk, 'filler-0'));
    rmSync(join(disk, 'filler-1'));
    expect(await told(ensureEnvironment(project, { source: 'isolated' }))).toMatch(/^DISK_FULL: There is no space/);
  });
});

describe.skipIf(!canMount)('on a disk that cannot be written (only root can mount one)', () => {
  beforeEach(() => {
    mount();
    writeFiles(join(disk, 'mine'), FILES);
    setReadOnly(true);
  });

  test('no truss is made', async () => {
    expect(await told(initProject({ directory: join(disk, 'new') }))).toBe(
      'FILE_UNWRITABLE: DISK/new cannot be written: the file system is read-only (EROFS). | Name another directory.',
    );
  });

  test('no config is changed', async () => {
    const change = changeConfig(join(disk, 'mine'), ({ text }) => `${text}description: x\n`);
    expect(await told(change)).toMatch(/^FILE_UNWRITABLE: DISK\/mine cannot be written: the file system is read-only/);
  });

  test('a truss runs, with its lock in the home', async () => {
    const project = await openProject(join(disk, 'mine'));
    const { warnings, lockPath } = await ensureEnvironment(project, { source: 'isolated' });
    expect(warnings.map(({ code }) => code)).toEqual(['FILE_UNWRITABLE']);
    expect(lockPath).not.toContain(disk);
    expect((await ensureEnvironment(project, { source: 'isolated' })).warnings).toEqual([]);
  });

  test('a home there is told', async () => {
    vi.stubEnv('TRUSS_HOME', join(disk, 'home'));
    expect(await told(setSecret('token', 'one'))).toBe(
      'FILE_UNWRITABLE: DISK/home cannot be written: the file system is read-only (EROFS). | Point TRUSS_HOME to a directory of yours.',
    );
    expect(await told(openProject(join(disk, 'mine')).then((project) => lockProject(project)))).toMatch(
      /^FILE_UNWRITABLE: DISK\/home cannot be written/,
    );
  });
});
