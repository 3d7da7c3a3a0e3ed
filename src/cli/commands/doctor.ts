import type { Examined } from '../../toolchain/doctor/examine.ts';
import { examineMachine } from '../../toolchain/doctor/examine.ts';
import { defineCommand } from '../definition/define-command.ts';
import { renderHint } from '../output/render-issue.ts';
import type { Styles } from '../output/styles.ts';

export const doctorCommand = defineCommand({
  description:
    'Looks at everything of this machine that Truss uses: Node, Pythons, uv, its own directory, the disk, Docker, GPUs, proxies and certificates. Says what is there and what to do. Ends with 1 where something is missing that Truss cannot do without.',
  examples: [
    { command: 'truss doctor', about: 'before the first truss, or when something is odd' },
    { command: 'truss doctor --json', about: 'for a bug report or a setup script' },
  ],
  arguments: {},
  options: {},
  json: '{"ok": bool, "checks": [{"name", "needed": bool, "status": "found" | "doubtful" | "missing", "found": text, "advice": text | null}]}',
  async run({ output, signal }) {
    output.progress.hint('Looking around');
    const examined = await examineMachine(signal);
    const ok = examined.every(({ check, finding }) => !check.needed || finding.status !== 'missing');
    const checks = examined.map(({ check: { name, needed }, finding: { status, found, advice = null } }) => {
      return { name, needed, status, found, advice };
    });
    output.answer({ ok, checks }, (styles) => examined.map((each) => renderExamined(each, styles)).join('\n'));
    return ok ? undefined : 'failed';
  },
});

const NAME_COLUMNS = 8;

function renderExamined(examined: Examined, styles: Styles): string {
  const { found, advice } = examined.finding;
  const line = `${renderMark(examined, styles)} ${styles.bold(examined.check.name.padEnd(NAME_COLUMNS))} ${found}`;
  return advice === undefined ? line : `${line}\n${' '.repeat(NAME_COLUMNS + 3)}${renderHint(advice)}`;
}

function renderMark({ check: { needed }, finding: { status } }: Examined, styles: Styles): string {
  if (status === 'found') return styles.success('✔');
  if (status === 'doubtful') return styles.warning('!');
  return needed ? styles.error('✖') : styles.dim('·');
}
