// Lays the pages of the documentation where the builder of the site takes them: node scripts/site/stage.ts
import { join, resolve } from 'node:path';

import { stageSite } from './stage-site.ts';

stageSite(join(resolve(import.meta.dirname, '../..'), 'site/pages'));
