// What the README, AGENTS.md, the guide and the examples tell people to type is typed here.
import { tryPages } from './try-pages.ts';

tryPages(['README.md', 'AGENTS.md', 'docs/guide/*.md', 'examples/*/README.md']);
