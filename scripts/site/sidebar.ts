// The site's sidebar.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { sections } from './sections.ts';
import { sitePath } from './site-path.ts';

const root = resolve(import.meta.dirname, '../..');

interface SidebarSection {
  readonly text: string;
  readonly collapsed?: boolean;
  readonly items: { text: string; link: string }[];
}

/** A section with its pages, as the builder of the site takes it. */
export function sidebar(): SidebarSection[] {
  return sections.map(({ title, pages }) => ({
    text: title,
    collapsed: pages.length > 10,
    items: pages
      .filter(({ file }) => existsSync(join(root, file)))
      .map((page) => ({ text: page.title, link: `/${(sitePath(page.file) ?? '').replace(/(index)?\.md$/, '')}` })),
  }));
}
