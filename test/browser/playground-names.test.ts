// Names and texts that somebody has chosen badly, or with intent: the page shows them, keeps its width, and does what it is asked.
import { describe, expect, test } from 'vitest';

import { hasChromium } from './browser.ts';
import { bodyOf, example, usePlayground } from './playground-stage.ts';

const LONG = 'a_name_that_is_far_too_long_for_any_form_or_table_but_exists_all_the_same';

const INHERITED = `
from dataclasses import dataclass
from typing import List, Optional

@dataclass
class Row:
    hours: float
    valueOf: Optional[str] = None

@dataclass
class Body:
    rows: List[Row]
    constructor: Optional[str] = None

class Model:
    def predict(self, body: Body):
        return {"predictions": ["a" * 300], "probabilities": [{"${LONG}" * 3: 0.7, "\\u202eb": 0.3}]}
`;

describe.skipIf(!hasChromium)('the playground', () => {
  const { open, serve } = usePlayground();

  test('keeps its width, whatever things are called', async () => {
    const input = { [LONG]: 1, [`${LONG}_2`]: [{ [LONG]: 1, b: 'x'.repeat(400) }], list: ['y'.repeat(400)] };
    const model = INHERITED.replace('body: Body', 'body');
    const served = await serve([
      [model, { name: LONG, examples: [example(LONG.repeat(3), input)] }],
      [model, {}],
    ]);
    for (const width of [360, 768, 1280]) {
      const page = await open(served, { width });
      await page.getByRole('button', { name: 'Run' }).click();
      await page.locator('.bars').waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth'), String(width)).toBe(width);
      const cut = await page.evaluate(
        `[...document.querySelectorAll('.panel-body')].some((each) => each.scrollWidth > each.clientWidth)`,
      );
      expect(cut, String(width)).toBe(false);
    }
  });

  test('takes a name that every object has for a name', async () => {
    const page = await open(await serve([[INHERITED, { examples: [example('one', { rows: [{ hours: 1 }] })] }]]));
    await expect.poll(() => page.getByLabel('valueOf, row 1').inputValue()).toBe('');
    await page.getByRole('button', { name: '+ constructor' }).click();
    await page.getByLabel('constructor', { exact: true }).fill('x');
    expect(await bodyOf(page)).toEqual({ rows: [{ hours: 1 }], constructor: 'x' });
  });

  test('writes what would turn the body around as JSON has it', async () => {
    const input = { ['\u202Eevil']: 'a\u200Bb', n: Array.from({ length: 40 }, (_, index) => index) };
    const page = await open(await serve([[INHERITED, { examples: [example('one', input)] }]]));
    const body = await page.getByLabel('Body').inputValue();
    expect(body).toContain(String.raw`"\u202eevil": "a\u200bb"`);
    expect(body.split('\n').length).toBeLessThan(10);
    expect(await bodyOf(page)).toEqual(input);
  });

  test('says once what is wrong with each field, also in a cell', async () => {
    const page = await open(await serve([[INHERITED, { examples: [example('one', { rows: [{ hours: 'many' }] })] }]]));
    await page.getByRole('button', { name: 'Run' }).click();
    expect(await page.locator('.failure-message').textContent()).toBe('The input does not fit the model.');
    expect(await page.locator('.failure-fields').textContent()).toContain('rows[0].hours');
    const shadow = await page.evaluate(`getComputedStyle(document.querySelector('.cell-wrong input')).boxShadow`);
    expect(shadow).toContain('inset');
  });
});
