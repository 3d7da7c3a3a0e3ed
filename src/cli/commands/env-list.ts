import { listEnvironments } from '../../toolchain/environment/store/list-environments.ts';
import { defineCommand } from '../definition/define-command.ts';
import { byteSize } from '../output/byte-size.ts';
import { renderTable } from '../output/table.ts';

export const envListCommand = defineCommand({
  description:
    'Lists the environments on this machine, the one used last first. Files that environments share are counted for each.',
  examples: [{ command: 'truss env list', about: 'which there are, how large, and when they were used' }],
  arguments: {},
  options: {},
  json: '{"environments": [{"name", "version": text | null, "packages", "bytes", "lastUsed": ISO 8601 | null, "directory": path | null}]}',
  async run({ output }) {
    const found = await listEnvironments();
    const environments = found.map(({ key, version, packages, bytes, lastUsed, directory }) => {
      return { name: key, version, packages, bytes, lastUsed: lastUsed?.toISOString() ?? null, directory };
    });
    output.answer({ environments }, (styles) => {
      if (found.length === 0) return 'There is no environment yet.';
      const rows = found.map(({ key, version, packages, bytes, lastUsed }) => {
        const state = version ?? 'unfinished';
        return [key, state, String(packages), byteSize(bytes), lastUsed?.toLocaleString('sv-SE') ?? ''];
      });
      const heading = ['NAME', 'PYTHON', 'PACKAGES', 'SIZE', 'LAST USED'].map(styles.bold);
      return renderTable([heading, ...rows]);
    });
    if (found.length > 0) output.next(['truss env remove <name>']);
  },
});
