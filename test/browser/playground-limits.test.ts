// What the playground does not do: run what a model says, freeze, keep a token, leave somebody out, grow.
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, test } from 'vitest';

import { axeFindings } from './axe.ts';
import { hasChromium } from './browser.ts';
import { CHAT, ECHO, MACHINE, MACHINE_BODY, bodyOf, example, usePlayground } from './playground-stage.ts';

describe.skipIf(!hasChromium)('the playground', () => {
  const { open, serve } = usePlayground();

  test('makes no markup of what a model says, and shows what would turn letters around', async () => {
    const evil =
      '<script>window.hacked = 1</script><img src=x onerror="window.hacked = 1"><svg onload="window.hacked = 1">';
    const answer = { [evil]: evil, turned: 'abc\u202Edef', list: [{ a: evil, [evil]: 1 }] };
    const served = await serve(
      [
        [ECHO, { examples: [example(evil, answer)] }],
        [
          'class Model:\n    def predict(self, body):\n        raise ValueError(body["list"][0]["a"])\n',
          { name: 'bad' },
        ],
      ],
      { dev: true },
    );
    const page = await open(served);
    await page.getByRole('button', { name: 'Run' }).click();
    await page.locator('.answer .figures').waitFor();
    for (const view of ['Tree', 'JSON']) {
      await page.getByRole('button', { name: view, exact: true }).click();
      await page
        .locator('.answer')
        .getByText(String.raw`abc\u202edef`)
        .first()
        .waitFor();
    }
    await page.getByLabel('Compare with another model').selectOption('bad');
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByRole('button', { name: 'As code' }).click();
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(await page.locator('#app script, #app img, #app svg[onload]').count()).toBe(0);
    expect(await page.evaluate('document.body.innerText')).not.toContain('\u202E');
  });

  test('shows ten megabytes and a hundred thousand rows as a few', async () => {
    const many =
      'class Model:\n    def predict(self, body):\n        return [{"row": n, "text": "x" * 100} for n in range(body["rows"])] if "rows" in body else "y" * 10_000_000\n';
    const page = await open(await serve([[many, { examples: [example('rows', { rows: 100_000 })] }]]));
    const nodes = async (): Promise<unknown> => page.evaluate('document.querySelectorAll("*").length');
    await page.getByRole('button', { name: 'Run' }).click();
    const rows = page.getByRole('region', { name: 'The answer: 100000 rows' });
    await rows.waitFor();
    expect(await nodes()).toBeLessThan(1500);
    await page.evaluate(
      `(() => { const box = document.querySelector('.answer .rows'); box.scrollTop = box.scrollHeight; })()`,
    );
    await page.locator('.answer td.row-number').getByText('100000', { exact: true }).waitFor();
    for (const view of ['Tree', 'JSON']) {
      await page.getByRole('button', { name: view, exact: true }).click();
      expect(await nodes()).toBeLessThan(1500);
    }
    await page.getByText('The download has all').waitFor();
    await page.getByLabel('Body').fill('{}');
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByRole('button', { name: 'Text', exact: true }).click();
    await page.getByText('of 10,000,000 characters').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    expect(statSync(await (await download).path()).size).toBe(10_000_002);
  });

  test('asks for a token where one is needed, and keeps it nowhere', async () => {
    const tokens = join((await serve([[ECHO, {}]])).directory, 'tokens.txt');
    const token = 'a'.repeat(32);
    writeFileSync(tokens, `me: ${token}\n`);
    const page = await open(
      await serve([[ECHO, { examples: [example('one', { inputs: [1] })] }]], { tokensFile: tokens }),
    );
    expect(await axeFindings(page)).toEqual([]);
    await page.getByLabel('Token').fill('wrong');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Token').fill(token);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByText('200', { exact: true }).waitFor();
    expect(await page.evaluate('[document.cookie, localStorage.length, sessionStorage.length]')).toEqual(['', 0, 0]);
    await page.getByRole('button', { name: 'As code' }).click();
    expect(await page.locator('.as-code').textContent()).not.toContain(token);
  });

  test.each(['light', 'dark'] as const)('is open to everybody by day and by night: %s', async (colorScheme) => {
    const served = await serve([
      [MACHINE, { name: 'machine', examples: [example('one', { ...MACHINE_BODY, kind: 'plough' })] }],
      [CHAT, { name: 'chat' }],
    ]);
    const page = await open(served, { colorScheme, model: 'machine', reducedMotion: 'reduce' });
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByRole('button', { name: 'As code' }).click();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByLabel('kind', { exact: true }).selectOption('lathe');
    await page.getByRole('button', { name: 'Run' }).click();
    await page.locator('.bars').waitFor();
    for (const view of ['Bars', 'Table', 'Tree', 'JSON']) {
      await page.getByRole('button', { name: view, exact: true }).click();
      expect(await axeFindings(page), view).toEqual([]);
    }
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await page.getByLabel('Model', { exact: true }).selectOption('chat');
    expect(await axeFindings(page)).toEqual([]);
  });

  test('is used with the keyboard alone', async () => {
    const page = await open(
      await serve([[ECHO, { examples: [example('one', { inputs: [[1, 2]] }), example('two', { inputs: [[3, 4]] })] }]]),
    );
    const focused = async (): Promise<string> =>
      String(
        await page.evaluate('document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent'),
      );
    const seen: string[] = [];
    await page.locator('.example').first().focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await bodyOf(page)).toEqual({ inputs: [[3, 4]] });
    for (let count = 0; count < 20 && seen.at(-1) !== 'Run'; count += 1) {
      await page.keyboard.press('Tab');
      seen.push(await focused());
    }
    expect(seen).toEqual(expect.arrayContaining(['1, row 1', '2, row 1', 'Remove row 1', 'Add row', 'Run']));
    await page.keyboard.press('Enter');
    await page.getByText('200', { exact: true }).waitFor();
    await expect.poll(() => page.getByRole('status').first().textContent()).toMatch(/^Answered in/);
  });
});

test('the page is small', () => {
  const folder = resolve(import.meta.dirname, '../../dist/playground');
  const files = readdirSync(folder).filter((name) => name.endsWith('.gz'));
  const bytes = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  expect(files).toHaveLength(3);
  expect(bytes).toBeLessThanOrEqual(60 * 1024);
});
