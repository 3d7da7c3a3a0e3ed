// Does what a page tells people to type, from the first block to the last, and holds what it says is printed.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'vitest';

import { freePort } from '../support/free-port.ts';
import type { PageSessionOptions } from './page-session.ts';
import { PageSession } from './page-session.ts';
import type { Block } from './read-page.ts';
import { readPage } from './read-page.ts';

/** With what a page is tried. */
export type PageTools = Pick<PageSessionOptions, 'path' | 'variables'>;

/** Tries the page at `path` in the directory `work` below `scratch`. Everything that it starts has ended afterwards. */
export async function tryPage(page: string, scratch: string, tools: PageTools): Promise<void> {
  const directory = join(scratch, 'work');
  mkdirSync(directory, { recursive: true });
  const session = new PageSession({ directory, scratch, ...tools, port: await freePort() });
  try {
    let printed = '';
    for (const block of readPage(readFileSync(page, 'utf8'))) printed = await tryBlock(session, block, printed);
  } catch (error) {
    // What the session ends with says less than the block that failed.
    await session.close().catch(() => undefined);
    throw error;
  }
  await session.close();
}

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
