// Lays the pages of the site where its builder takes them: docs/, the examples and the documents of the project, each at its place on the site.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { slug } from '../../site/.vitepress/slug.ts';
import { exampleFiles, shownFiles } from './example-files.ts';
import { sections } from './sections.ts';
import { sidebars } from './sidebar.ts';
import { firstPage, sitePath } from './site-path.ts';
import type { Neighbours } from './stage-page.ts';
import { stagePage } from './stage-page.ts';

const root = resolve(import.meta.dirname, '../..');

/** Writes all pages into `directory`, which is emptied before. Each is there as Markdown, too, for programs that read it. */
export function stageSite(directory: string): void {
  const files = sections
    .flatMap(({ pages }) => pages.map(({ file }) => file))
    .filter((file) => existsSync(join(root, file)));
  const pages = new Set(['README.md', ...files]);
  rmSync(directory, { recursive: true, force: true });
  const take = (file: string): string => {
    if (!existsSync(join(root, file))) throw new Error(`a page has a link to ${file}, which is not there`);
    const path = file.replace(/^docs\//, '');
    cpSync(join(root, file), join(directory, 'public', path), { recursive: true });
    return path;
  };
  const neighbours = { isPage: (name: string) => pages.has(name), anchorOf: () => undefined, take };
  for (const file of [firstPage, ...files]) {
    const text = examplePage(file, neighbours) ?? stagePage(file, read(file), neighbours);
    const path = sitePath(file) ?? file;
    write(join(directory, path), text);
    write(join(directory, 'public', path), text);
  }
  cpSync(join(root, 'site/public'), join(directory, 'public'), { recursive: true });
  write(join(directory, 'sidebar.json'), JSON.stringify(sidebars()));
  write(join(directory, 'public/llms.txt'), stagePage('llms.txt', read('llms.txt'), neighbours));
}

/** The page of an example, with its files below; undefined for other pages. */
function examplePage(file: string, neighbours: Neighbours): string | undefined {
  if (!file.startsWith('examples/') || file === 'examples/README.md') return undefined;
  const directory = dirname(file);
  const shown = new Set(shownFiles(join(root, directory)).map((name) => `${directory}/${name}`));
  const anchorOf = (name: string): string | undefined =>
    shown.has(name) ? slug(name.slice(`${directory}/`.length)) : undefined;
  return stagePage(file, read(file), { ...neighbours, anchorOf }) + exampleFiles(join(root, directory));
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
