// The tests of pages can fail: what the browser and axe are to see is seen.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { describe, expect, onTestFinished, test } from 'vitest';

import { axeFindings } from './axe.ts';
import { hasChromium, useBrowser } from './browser.ts';

describe.skipIf(!hasChromium)('a page in a browser', () => {
  const browser = useBrowser();

  test('is seen with what it breaks of its policy, throws, and asks of others', async () => {
    const html = `<!doctype html><title>x</title><img src="http://127.0.0.1:9/x.png"><script>never()</script>
      <script src="/script.js"></script>`;
    const { page, violations, exceptions, foreign } = await browser.open(await serve(html));
    await page.waitForLoadState('networkidle');
    expect(violations.join()).toContain('Content Security Policy');
    expect(exceptions).toEqual(['Error: thrown']);
    expect(foreign).toEqual(['http://127.0.0.1:9/x.png']);
  });

  test('is judged by axe', async () => {
    const { page } = await browser.open(await serve('<!doctype html><html lang="en"><title>x</title><img src="/">'));
    expect(await axeFindings(page)).toEqual([expect.stringContaining('image-alt')]);
    const good = await browser.open(await serve('<!doctype html><html lang="en"><title>x</title><h1>Fine</h1>'));
    expect(await axeFindings(good.page)).toEqual([]);
  });
});

async function serve(html: string): Promise<string> {
  const server = createServer(({ url }, response) => {
    const policy = "script-src 'self'; require-trusted-types-for 'script'";
    if (url === '/script.js') response.end('throw new Error("thrown")');
    else response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy }).end(html);
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
