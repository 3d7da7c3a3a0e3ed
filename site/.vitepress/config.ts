// The site of the documentation, as VitePress builds it. Its pages are laid down by scripts/site; `make docs` and `make docs-serve` run it.
import { execFileSync } from 'node:child_process';
import { readFileSync, watch } from 'node:fs';
import { resolve } from 'node:path';

import { defineConfig } from 'vitepress';

import { slug } from './slug.ts';

const root = resolve(import.meta.dirname, '../..');
const base = process.env['TRUSS_DOCS_BASE'] ?? '/';

function layAgain(): void {
  execFileSync(process.execPath, [resolve(root, 'scripts/site/stage.ts')], { stdio: 'inherit' });
}

export default defineConfig({
  title: 'Truss',
  description: 'Turn a trained model into a directory that answers over HTTP, in an environment of its own.',
  // A path such as /truss/ where the site does not lie at the root of its host.
  base,
  srcDir: 'pages',
  // The same pages as Markdown: they are copied, not built.
  srcExclude: ['public/**'],
  outDir: '../dist-docs',
  lastUpdated: false,
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}icon.svg` }],
    ['meta', { name: 'color-scheme', content: 'light dark' }],
  ],
  markdown: {
    anchor: { slugify: slug },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    logo: { light: '/icon.svg', dark: '/icon-dark.svg' },
    nav: [
      { text: 'Start', link: '/guide/first-truss' },
      { text: 'How do I …', link: '/how-to/' },
      { text: 'Examples', link: '/examples/' },
      { text: 'Reference', link: '/reference/cli' },
    ],
    sidebar: JSON.parse(readFileSync(resolve(root, 'site/pages/sidebar.json'), 'utf8')),
    outline: [2, 3],
    search: {
      provider: 'local',
      options: {
        detailedView: 'auto',
        // The button is called what is seen on it.
        translations: { button: { buttonText: 'Search', buttonAriaLabel: '' } },
        miniSearch: {
          searchOptions: {
            combineWith: 'AND',
            prefix: true,
            // Slips of the pen in long words alone: short ones turn into others.
            fuzzy: (term: string) => (term.length > 5 ? 0.15 : false),
            boost: { title: 6, titles: 2, text: 1 },
            // Who searches asks a question first, and looks things up after that.
            boostDocument: (page: string) =>
              page.includes('/how-to/') ? 4 : page.includes('/guide/') ? 2 : page.includes('/project/') ? 0.3 : 1,
          },
        },
      },
    },
    docFooter: { prev: 'Before', next: 'Next' },
  },
  vite: {
    server: { fs: { allow: [root] } },
    plugins: [
      {
        // `make docs-serve`: an edit of a page is seen at once.
        name: 'lay-pages-again',
        configureServer() {
          for (const folder of ['docs', 'examples']) watch(resolve(root, folder), { recursive: true }, layAgain);
        },
      },
    ],
  },
});
