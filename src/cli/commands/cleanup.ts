import { cleanUp } from '../../toolchain/cleanup/clean-up.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, integer } from '../definition/define-options.ts';
import { byteSize } from '../output/byte-size.ts';
import { shortPath } from '../output/short-path.ts';
import { renderTable } from '../output/table.ts';

// A truss that was not used for a month is seldom missed at once; its environment is a matter of seconds.
const KEPT_DAYS = 30;

export const cleanupCommand = defineCommand({
  description:
    'Removes what nobody needs from the directory of Truss (TRUSS_HOME): caches, what killed commands have left, and environments that cannot be used any more. With --envs also environments that no command has used for a while; they are built again when they are needed. Secrets, locks and trusses stay.',
  examples: [
    { command: 'truss cleanup --dry-run', about: 'what would go, and how large it is' },
    { command: 'truss cleanup --days 7', about: 'also environments that were not used for a week' },
  ],
  arguments: {},
  options: {
    dryRun: flag('--dry-run', 'only say what would be removed'),
    envs: flag('--envs', 'remove unused environments too'),
    days: integer('--days <number>', `how long an unused one is kept (default: ${KEPT_DAYS}); implies --envs`, {
      min: 0,
      max: 36_500,
      fallback: null,
    }),
  },
  json: '{"removed": [{"kind": "cache" | "environment" | "store" | "temporary", "path", "bytes", "why"}], "bytes", "dryRun": bool}',
  async run({ options: { dryRun, envs, days }, output }) {
    output.progress.hint('Looking for what can go');
    const leftovers = await cleanUp({ unusedForDays: days ?? (envs ? KEPT_DAYS : null), dryRun });
    const removed = leftovers.map(({ kind, path, bytes, why }) => ({ kind, path, bytes, why }));
    const total = removed.reduce((sum, { bytes }) => sum + bytes, 0);
    output.answer({ removed, bytes: total, dryRun }, (styles) => {
      if (removed.length === 0) return 'There is nothing to remove.';
      const rows = removed.map(({ path, bytes, why }) => [shortPath(path), byteSize(bytes), why]);
      const verdict = dryRun ? `Would free ${byteSize(total)}` : `${styles.success('✔')} Freed ${byteSize(total)}`;
      return `${renderTable([['PATH', 'SIZE', 'WHY'].map(styles.bold), ...rows])}\n\n${verdict}`;
    });
  },
});
