// Makes the changelog's section of a release of what is unreleased, and prints what is in it.
//
//   node scripts/release/changelog/cut-changelog.ts VERSION DATE
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { cutSection } from './changelog.ts';

const path = join(resolve(import.meta.dirname, '../../..'), 'CHANGELOG.md');
const [version = '', date = ''] = process.argv.slice(2);
const { changelog, notes } = cutSection(readFileSync(path, 'utf8'), version, date);
writeFileSync(path, changelog);
console.log(notes);
