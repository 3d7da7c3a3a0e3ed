import { shellWord } from '../../core/shell-word.ts';
import { openTruss } from '../../host/prepare/open-truss.ts';
import { readLockEntries } from '../../toolchain/environment/lock-file/lock-file.ts';
import { changedPins } from '../../toolchain/environment/lock-file/lock-pins.ts';
import { lockProject } from '../../toolchain/environment/lock/lock-project.ts';
import { readLockState } from '../../toolchain/environment/lock/lock-state.ts';
import { fetchWithUv } from '../../toolchain/environment/uv/fetch-with-uv.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, list, trussDirectory } from '../definition/define-options.ts';
import { requireLocked } from '../input/require-locked.ts';
import { shortPath } from '../output/short-path.ts';

export const envLockCommand = defineCommand({
  description:
    'Writes requirements.lock: every package that the truss runs on, at one version, with hashes. A lock that fits the config stays as it is, and a new one keeps the versions of the old one where it can; with --upgrade or --upgrade-package they go to the newest that fit. Nothing is installed.',
  examples: [
    { command: 'truss env lock iris_rfc', about: 'after a change of the requirements' },
    { command: 'truss env lock --upgrade-package numpy,scipy', about: 'the newest of these that fit; the others stay' },
    { command: 'truss env lock --upgrade', about: 'the newest version of everything' },
  ],
  arguments: { directory: trussDirectory },
  options: {
    upgrade: flag('--upgrade', 'take the newest version of every package that fits'),
    upgradePackage: list(
      '--upgrade-package <names>',
      'take the newest versions of these packages only, with commas between',
    ),
  },
  json: '{"lock": path, "written": bool, "python", "packages": [requirement], "changed": [{"name", "before": version | null, "after": version | null}]}',
  async run({ arguments: given, options, output, signal }) {
    const project = await openTruss(given.directory, output.warn);
    const progress = output.progress.show;
    const state = await readLockState(project, fetchWithUv({ cwd: project.directory, progress, signal }));
    const before = state.lock?.text ?? '';
    const named = options.upgradePackage;
    requireLocked(named, project.directory, before);
    const upgrade = options.upgrade ? 'all' : named;
    const lock = await lockProject(project, {
      state,
      ...(upgrade === 'all' || upgrade.length > 0 ? { upgrade } : {}),
      progress,
      signal,
    });
    output.warn(lock.warnings);
    const packages = readLockEntries(lock.text).map(({ requirement }) => requirement);
    const changed = changedPins(before, lock.text);
    const { path, written, minor } = lock;
    output.answer({ lock: path, written, python: `3.${minor}`, packages, changed }, (styles) => {
      const head = written ? `Locked ${packages.length} packages for Python 3.${minor}` : 'The lock fits already';
      const lines = changed.map((change) =>
        styles.dim(`  ${change.name} ${change.before ?? '(new)'} → ${change.after ?? '(gone)'}`),
      );
      return [`${styles.success('✔')} ${head}: ${shortPath(path)}`, ...lines].join('\n');
    });
    output.next([`truss env create ${shellWord(shortPath(project.directory))}`]);
  },
});
