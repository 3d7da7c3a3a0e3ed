// What the site's first page and the pages of questions tell people to type is typed here.
import { tryPages } from './try-pages.ts';

tryPages(['site/landing.md', 'docs/how-to/*.md']);
