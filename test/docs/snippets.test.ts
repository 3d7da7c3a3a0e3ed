// What the README, the guide and the examples tell people to type is typed here.
import { tryPages } from './try-pages.ts';

tryPages(['README.md', 'docs/guide/*.md', 'examples/*/README.md']);
