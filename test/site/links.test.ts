// Every link of the built site leads to a page, and to a heading on it.
import { posix } from 'node:path';

import { expect, test } from 'vitest';

import { siteFile, siteFiles } from './built-site.ts';

const files = new Set(siteFiles());
const pages = [...files].filter((file) => file.endsWith('.html') && file !== '404.html');
const anchors = new Map(pages.map((page) => [page, new Set(found(siteFile(page), /\sid="([^"]+)"/g))]));

function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '').map((value) => value.replaceAll('&amp;', '&'));
}

test('there are pages', () => {
  expect(pages).toContain('index.html');
  expect(pages.length).toBeGreaterThan(30);
});

test.each(pages)('the links of %s lead somewhere', (page) => {
  const targets = found(siteFile(page), /\s(?:href|src)="([^"]+)"/g).filter(
    (target) => !/^(?:https?|mailto|data):/.test(target),
  );
  const broken = targets.filter((target) => {
    const [path = '', anchor] = target.split('#');
    const joined = path === '' ? page : path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(page), path);
    const file = [joined, `${joined}index.html`, `${joined}.html`].find((name) => files.has(name));
    if (file === undefined) return true;
    return anchor !== undefined && anchor !== '' && anchors.get(file)?.has(decodeURIComponent(anchor)) !== true;
  });
  expect([...new Set(broken)]).toEqual([]);
});

test('llms.txt names each page as Markdown, and every link of it leads to one', () => {
  const targets = found(siteFile('llms.txt'), /\]\(\.\/([^)#]+)/g);
  expect(targets.length).toBeGreaterThan(30);
  expect(targets.filter((target) => !files.has(target))).toEqual([]);
});

test('nothing of a page comes from another host', () => {
  const foreign = pages.flatMap((page) =>
    found(siteFile(page), /<(?:link|script|img|iframe)[^>]+(?:href|src)="(https?:[^"]+)"/g),
  );
  expect(foreign).toEqual([]);
});
