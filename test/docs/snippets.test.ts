// What the README and the guide tell people to type is typed here, page by page, from the first block to the last.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { homeVariables } from '../support/temporary-home.ts';
import { PageSession } from './page-session.ts';
import type { Block } from './read-page.ts';
import { readPage } from './read-page.ts';

const root = resolve(import.meta.dirname, '../..');
const pages = execFileSync('git', ['ls-files', 'README.md', 'docs/guide/*.md', 'examples/*/README.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .trim()
  .split('\n');

let base = '';
beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'truss-pages-')));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

test.each(pages)('%s does what it says', { timeout: 300_000 }, async (page) => {
  const scratch = mkdtempSync(join(base, 'page-'));
  const directory = join(scratch, 'work');
  mkdirSync(directory);
  if (page.startsWith('examples/')) cpSync(join(root, 'examples'), join(directory, 'examples'), { recursive: true });
  const variables = homeVariables(join(base, 'home'));
  const session = new PageSession({ directory, scratch, variables, port: await freePort() });
  try {
    let printed = '';
    for (const block of readPage(readFileSync(join(root, page), 'utf8'))) {
      printed = await tryBlock(session, block, printed);
    }
  } catch (error) {
    // What the session ends with says less than the block that failed.
    await session.close().catch(() => undefined);
    throw error;
  }
  await session.close();
});

/** Does what a block says; gives what was printed last, by it or before it. */
async function tryBlock(session: PageSession, block: Block, printed: string): Promise<string> {
  const { language, code, file, notRun } = block;
  if (notRun !== null) return printed;
  if (file !== null) session.write(file, code);
  else if (language === 'sh' || language === 'python') return session.run(language, block);
  else if (language === 'text') expectLines(printed, session.atOwnPort(code));
  return printed;
}

/** Holds that all lines of a shown output were printed, in their order; `…` stands for anything. */
function expectLines(printed: string, shown: string): void {
  const wanted = shown
    .split('\n')
    .map(withoutSpace)
    .filter((line) => line !== '');
  const found = printed.split('\n').map(withoutSpace);
  let from = 0;
  for (const line of wanted) {
    const pattern = new RegExp(`^${line.split('…').map(escapeForPattern).join('.*')}$`);
    const index = found.findIndex((text, position) => position >= from && pattern.test(text));
    if (index === -1) expect.soft(printed, `no line as: ${line}`).toBe(shown);
    from = index + 1;
  }
}

function escapeForPattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

/** JSON is laid out for a terminal, and has no spaces in a pipe. */
function withoutSpace(line: string): string {
  return line.replaceAll(/\s+/g, '');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => void server.close(closed));
  return port;
}
