// The site's sidebars: the questions, the examples and the reference have one of their own, all else is one path.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { Section } from './sections.ts';
import { sections } from './sections.ts';
import { sitePath } from './site-path.ts';

const root = resolve(import.meta.dirname, '../..');

interface SidebarSection {
  readonly text: string;
  readonly items: { text: string; link: string }[];
}

/** For the beginning of a path its sidebar, as the builder of the site takes it. */
export function sidebars(): Record<string, SidebarSection[]> {
  const bars: Record<string, SidebarSection[]> = {};
  for (const section of sections) (bars[`/${section.folder}`] ??= []).push(shown(section));
  return bars;
}

function shown({ title, pages }: Section): SidebarSection {
  const items = pages
    .filter(({ file }) => existsSync(join(root, file)))
    .map((page) => ({
      text: page.title,
      link: `/${(sitePath(page.file) ?? '').replace(/(?<![^/])index\.md$|\.md$/, '')}`,
    }));
  return { text: title, items };
}
