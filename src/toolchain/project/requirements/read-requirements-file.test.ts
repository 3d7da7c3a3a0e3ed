import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { temporaryTruss } from '../../../../test/support/temporary-home.ts';
import { readRequirementsFile } from './read-requirements-file.ts';

const TEXT = '\uFEFFsix==1.16.0\r\nidna\r\n';

test.each([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-16', Buffer.from(TEXT, 'utf16le')],
  ['UTF-16 of the other order', Buffer.from(TEXT, 'utf16le').swap16()],
])('a file with a mark, in %s', async (_, bytes) => {
  const path = join(temporaryTruss({}), 'requirements.txt');
  writeFileSync(path, bytes);
  expect(await readRequirementsFile(path)).toEqual(['six==1.16.0', 'idna']);
});
