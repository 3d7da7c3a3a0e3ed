// Lays the pages of the site where its builder takes them: docs/, the examples and the documents of the project, each at its place on the site.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { slug } from '../../site/.vitepress/slug.ts';
import { exampleFiles, shownFiles } from './example-files.ts';
import { sections } from './sections.ts';
import { sidebars } from './sidebar.ts';
import { firstPage, sitePath } from './site-path.ts';
import { stagePage } from './stage-page.ts';

const root = resolve(import.meta.dirname, '../..');

/** Writes all pages into `directory`, which is emptied before. */
export function stageSite(directory: string): void {
  const files = sections
    .flatMap(({ pages }) => pages.map(({ file }) => file))
    .filter((file) => existsSync(join(root, file)));
  const pages = new Set(['README.md', ...files]);
  rmSync(directory, { recursive: true, force: true });
  const take = (file: string): string => {
    const path = file.replace(/^docs\//, '');
    cpSync(join(root, file), join(directory, 'public', path), { recursive: true });
    return path;
  };
  const isPage = (name: string): boolean => pages.has(name);
  for (const file of [firstPage, ...files]) {
    const example = file.startsWith('examples/') && file !== 'examples/README.md' ? dirname(file) : null;
    const shown = new Set(example === null ? [] : shownFiles(join(root, example)).map((name) => `${example}/${name}`));
    const anchorOf = (name: string): string | undefined =>
      shown.has(name) ? slug(name.slice(`${example}/`.length)) : undefined;
    const text = stagePage(file, readFileSync(join(root, file), 'utf8'), { isPage, anchorOf, take });
    write(join(directory, sitePath(file) ?? file), example === null ? text : text + exampleFiles(join(root, example)));
  }
  cpSync(join(root, 'site/public'), join(directory, 'public'), { recursive: true });
  write(join(directory, 'sidebar.json'), JSON.stringify(sidebars()));
  take('llms.txt');
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
