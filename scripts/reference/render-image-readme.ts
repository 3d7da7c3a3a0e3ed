// The README of an image's server: its table of settings is made of the settings, the rest stays as it is written.
import { readFileSync } from 'node:fs';

import { typed } from '../../src/host/image/render-help.ts';
import type { Setting } from '../../src/host/image/settings.ts';
import { SETTINGS } from '../../src/host/image/settings.ts';

const place = new URL('../../src/host/image/README.md', import.meta.url);

export function renderImageReadme(): string {
  const rows = Object.values(SETTINGS).map(renderRow);
  const table = ['| argument | variable | | default |', '|---|---|---|---|', ...rows].join('\n');
  return readFileSync(place, 'utf8').replace(
    /(<!-- settings: .*? -->\n).*(<!-- end of settings -->)/s,
    (_, begin: string, end: string) => `${begin}\n${table}\n\n${end}`,
  );
}

function renderRow(setting: Setting<unknown>): string {
  const { variable, about, shownFallback } = setting;
  return `| \`${typed(setting)}\` | \`${variable}\` | ${about} | ${shownFallback} |`;
}
