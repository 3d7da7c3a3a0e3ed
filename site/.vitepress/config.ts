// The site of the documentation, as VitePress builds it. What lies where is said by scripts/site; `make docs` and `make docs-serve` run it.
import { watch } from 'node:fs';
import { resolve } from 'node:path';

import { defineConfig } from 'vitepress';

import { sidebar } from '../../scripts/site/sidebar.ts';
import { slug } from '../../scripts/site/slug.ts';
import { stageSite } from '../../scripts/site/stage-site.ts';

const root = resolve(import.meta.dirname, '../..');
const pages = resolve(root, 'site/pages');
stageSite(pages);

export default defineConfig({
  title: 'Truss',
  description: 'Turn a trained model into a directory that answers over HTTP, in an environment of its own.',
  // A path such as /truss/ where the site does not lie at the root of its host.
  base: process.env['TRUSS_DOCS_BASE'] ?? '/',
  srcDir: 'pages',
  outDir: '../dist-docs',
  lastUpdated: false,
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${process.env['TRUSS_DOCS_BASE'] ?? '/'}icon.svg` }],
    ['meta', { name: 'color-scheme', content: 'light dark' }],
  ],
  markdown: {
    anchor: { slugify: slug },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    logo: '/icon.svg',
    nav: [
      { text: 'Start', link: '/guide/first-truss' },
      { text: 'How do I …', link: '/how-to/' },
      { text: 'Examples', link: '/examples/' },
      { text: 'Reference', link: '/reference/cli' },
    ],
    sidebar: sidebar(),
    outline: [2, 3],
    search: {
      provider: 'local',
      options: { detailedView: true },
    },
    docFooter: { prev: 'Before', next: 'Next' },
  },
  vite: {
    server: { fs: { allow: [root] } },
    plugins: [
      {
        // `make docs-serve`: an edit of a page is seen at once.
        name: 'stage-again',
        configureServer() {
          for (const folder of ['docs', 'examples']) watch(resolve(root, folder), { recursive: true }, () => stageSite(pages));
        },
      },
    ],
  },
});
