import { version } from '../../core/version.ts';
import type { Setting } from './settings.ts';
import { SETTINGS } from './settings.ts';

/** What the program of an image says of itself. */
export function renderHelp(): string {
  const rows = Object.values(SETTINGS).map((setting) => [typed(setting), setting.variable, told(setting)] as const);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(([flag, variable, about]) => {
    return `  ${flag.padEnd(widths[0] ?? 0)}  ${variable.padEnd(widths[1] ?? 0)}  ${about}`;
  });
  const head = `Serves a truss until SIGTERM (Truss ${version}). An argument wins over its variable.`;
  return [head, '', ...lines, ''].join('\n');
}

/** A setting as it is typed. */
export function typed({ flag, value }: Pick<Setting<unknown>, 'flag' | 'value'>): string {
  return flag === null ? `<${value}>` : `--${flag} <${value}>`;
}

function told({ about, shownFallback }: Setting<unknown>): string {
  return `${about} (default: ${shownFallback})`;
}
