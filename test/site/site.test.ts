// The built site in a real browser: it is searched, asks no other host, and axe finds nothing.
import { describe, expect, test } from 'vitest';

import { axeFindings } from '../browser/axe.ts';
import { hasChromium, useBrowser } from '../browser/browser.ts';
import { useSite } from './built-site.ts';

describe.skipIf(!hasChromium)('the site in a browser', () => {
  const browser = useBrowser();
  const site = useSite();

  test.each([
    '/',
    '/guide/first-truss.html',
    '/how-to/',
    '/how-to/token.html',
    '/examples/iris.html',
    '/reference/errors.html',
  ])('%s asks no other host, throws nothing, and axe finds nothing, light and dark', async (path) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, exceptions, foreign } = await browser.open(site() + path, { colorScheme });
      await page.waitForLoadState('networkidle');
      expect(await page.evaluate('document.documentElement.classList.contains("dark")')).toBe(colorScheme === 'dark');
      expect({ exceptions, foreign, axe: await axeFindings(page) }).toEqual({ exceptions: [], foreign: [], axe: [] });
    }
  });

  test.each([320, 390, 768, 1440])('no page is wider than a screen of %i', async (width) => {
    for (const path of ['/', '/guide/protocols.html', '/reference/cli.html']) {
      const { page } = await browser.open(site() + path, { width });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    }
  });

  test.each([
    ['timeout', 'How do I set a timeout?'],
    ['gpu', 'How do I use a GPU?'],
    ['batch', 'How do I batch requests?'],
  ])('who searches for "%s" finds the question "%s" first', async (word, question) => {
    const { page } = await browser.open(site());
    await page.waitForLoadState('networkidle');
    await page.keyboard.press('Control+k');
    await page.locator('input#localsearch-input').fill(word);
    await expect.poll(() => page.locator('#localsearch-list a').first().innerText()).toContain(question);
  });

  test('a word is found from the keyboard, and leads to its page', async () => {
    const { page, foreign } = await browser.open(site());
    await page.waitForLoadState('networkidle');
    await page.keyboard.press('Control+k');
    // It is fetched when it is first opened.
    await page.locator('input#localsearch-input').waitFor();
    await page.keyboard.type('Retry-After');
    await page.locator('#localsearch-list a').first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/(?:guide|how-to|reference)\//);
    expect(await page.locator('main').innerText()).toContain('Retry-After');
    expect(foreign).toEqual([]);
  });
});
