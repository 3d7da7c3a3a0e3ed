// Builds the site once, before its tests. A link that leads nowhere ends the build.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { root } from './built-site.ts';

export function setup(): void {
  execFileSync(join(root, 'scripts/site/build.sh'), { stdio: ['ignore', 'ignore', 'inherit'] });
}
