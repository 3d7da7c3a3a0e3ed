// A real Chromium for the tests of pages: Debian's, which scripts/install-chromium.sh installs. Tests are skipped where there is none.
import { existsSync } from 'node:fs';

import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';

/** Where distributions put it. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** Where Chromium is; undefined: there is none, and whoever needs one skips. `TRUSS_TEST_CHROMIUM` names another. */
const program = process.env['TRUSS_TEST_CHROMIUM'] ?? PLACES.find((place) => existsSync(place));

/** For `describe.skipIf(!hasChromium)`. */
export const hasChromium: boolean = program !== undefined;

/** Sound and pictures come from the browser itself, and nobody is asked whether they may. */
const FLAGS = [
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--disable-dev-shm-usage',
  '--force-color-profile=srgb',
];

/** A page, and what went wrong on it. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Of the page's policy (CSP), as the browser says them. */
  readonly violations: readonly string[];
  /** Exceptions that nobody caught. */
  readonly exceptions: readonly string[];
  /** Addresses of other hosts that were asked for anything. */
  readonly foreign: readonly string[];
}

/** How somebody looks at a page. */
export interface PageOptions extends BrowserContextOptions {
  readonly width?: number;
  readonly height?: number;
}

/** A browser for all tests of a file. */
export interface TestBrowser {
  /** Opens an address in a profile of its own, which is gone when the test has finished. */
  open(url: string, options?: PageOptions): Promise<WatchedPage>;
}

/** Starts a browser before the tests of a file, and ends it after them. Call it where tests are described. */
export function useBrowser(): TestBrowser {
  let browser: Browser | null = null;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());
  return {
    async open(url, options) {
      if (browser === null) throw new Error('the browser has not been started');
      const watched = await openPage(browser, url, options);
      onTestFinished(() => watched.context.close());
      return watched;
    },
  };
}

/** A browser for whoever runs no tests: takes pictures, measures. */
export async function startBrowser(): Promise<Browser> {
  if (program === undefined) throw new Error('there is no chromium here: scripts/install-chromium.sh');
  // Chromium refuses its sandbox to root, as whom containers run.
  const chromiumSandbox = process.getuid?.() !== 0;
  return chromium.launch({ executablePath: program, chromiumSandbox, args: FLAGS });
}

/** Opens an address in a profile of its own, and watches the page from its first request on. */
export async function openPage(
  browser: Browser,
  url: string,
  { width = 1280, height = 800, ...options }: PageOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width, height },
    permissions: ['camera', 'microphone', 'clipboard-read', 'clipboard-write'],
    ...options,
  });
  const page = await context.newPage();
  const violations: string[] = [];
  const exceptions: string[] = [];
  const foreign: string[] = [];
  const { host } = new URL(url);
  page.on('console', (message) => {
    if (/content security policy|trustedhtml|trusted type/i.test(message.text())) violations.push(message.text());
  });
  page.on('pageerror', (error) => exceptions.push(String(error)));
  context.on('request', (request) => {
    const asked = new URL(request.url());
    if (/^(https?|wss?):$/.test(asked.protocol) && asked.host !== host) foreign.push(request.url());
  });
  await page.goto(url);
  return { page, context, violations, exceptions, foreign };
}
