// The playground as somebody uses it: in a real browser, before a server with real workers.
import { describe, expect, test } from 'vitest';

import { hasChromium } from './browser.ts';
import {
  CHAT,
  ECHO,
  MACHINE,
  MACHINE_BODY,
  PICTURE,
  STREAM,
  bodyOf,
  example,
  usePlayground,
} from './playground-stage.ts';

describe.skipIf(!hasChromium)('the playground', () => {
  const { open, serve } = usePlayground();

  test('has a form and a body, of which each follows the other', async () => {
    const page = await open(await serve([[MACHINE, { examples: [example('one', MACHINE_BODY)] }]]));
    await page.getByLabel('hours', { exact: true }).fill('7.5');
    await page.getByLabel('kind', { exact: true }).selectOption('lathe');
    await page.getByLabel('is_on').uncheck();
    expect(await bodyOf(page)).toMatchObject({ hours: 7.5, kind: 'lathe', is_on: false });
    await page.getByRole('button', { name: '+ note' }).click();
    await page.getByLabel('Body').fill(JSON.stringify({ ...MACHINE_BODY, hours: 3, note: 'loud' }));
    await expect.poll(() => page.getByLabel('hours', { exact: true }).inputValue()).toBe('3');
    await expect.poll(() => page.getByLabel('note', { exact: true }).inputValue()).toBe('loud');
    await page.getByLabel('Body').fill('{"hours": ');
    await page.getByText('The form comes back').waitFor();
    await page.getByLabel('Body').fill(JSON.stringify({ ...MACHINE_BODY, kind: 'lathe' }));
    await page.keyboard.press('Control+Enter');
    await page.getByText('75.0 %').waitFor();
    expect(await page.locator('.bar dt').allTextContents()).toEqual(['good', 'bad']);
    expect(await page.locator('.figures').textContent()).toMatch(/^200total .* ms.*queue.* ms.*compute.* ms/);
  });

  test('shows what the server finds wrong at the fields that it is about', async () => {
    const page = await open(
      await serve([
        [
          MACHINE,
          { examples: [example('one', { ...MACHINE_BODY, rows: [{ hours: 'many', kind: 'x' }], kind: 'plough' })] },
        ],
      ]),
    );
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.locator('.status').textContent()).toBe('400');
    const told = await page.locator('.failure-fields dt').allTextContents();
    expect(told).toEqual(expect.arrayContaining(['kind', 'rows[0].hours']));
    expect(await page.locator('.field-wrong > .field-head label').allTextContents()).toContain('kind');
    expect(await page.locator('.cell-wrong input').getAttribute('aria-label')).toBe('hours, row 1');
  });

  test('takes a part of a spreadsheet into a table, and gives rows and takes them away', async () => {
    const page = await open(
      await serve([
        [
          ECHO,
          {
            examples: [
              example('one', {
                inputs: [
                  [1, 2],
                  [3, 4],
                ],
              }),
            ],
          },
        ],
      ]),
    );
    await page.getByLabel('1, row 2').focus();
    await page.evaluate(`(() => {
      const data = new DataTransfer();
      data.setData('text/plain', '5\\t6.5\\n7\\t8');
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    })()`);
    await expect
      .poll(() => bodyOf(page))
      .toEqual({
        inputs: [
          [1, 2],
          [5, 6.5],
          [7, 8],
        ],
      });
    await page.getByRole('button', { name: 'Remove row 1' }).click();
    await page.getByRole('button', { name: 'Add row' }).click();
    await page.getByLabel('2, row 3').fill('9');
    expect(await bodyOf(page)).toEqual({
      inputs: [
        [5, 6.5],
        [7, 8],
        [7, 9],
      ],
    });
    await page
      .getByLabel('Import CSV')
      .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('x;y\n1;2\n') });
    await expect.poll(() => bodyOf(page)).toEqual({ inputs: [[1, 2]] });
    await page.getByLabel('1, row 1').press('ArrowDown');
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByRole('region', { name: 'The answer: 1 rows' }).waitFor();
  });

  test('shows a stream while it comes, and ends it', async () => {
    const served = await serve([
      [
        STREAM,
        { runtime: { warmup: 'none' }, examples: [example('words', { count: 2000, kind: 'text', pause: 0.02 })] },
      ],
    ]);
    const page = await open(served);
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByText('word0 word1 word2').waitFor();
    expect(await page.locator('.status').textContent()).toBe('200');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Cancelled.').first().waitFor();
    expect(await page.locator('.figures').textContent()).toMatch(/first [\d.]+ ms/);
    await expect
      .poll(() => served.log.records.some(({ message }) => String(message).includes('the generator has ended')))
      .toBe(true);
    await page.getByLabel('Body').fill('{"count": 3, "kind": "json", "pause": 0}');
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByText('{"number":2}').waitFor();
    expect(await page.locator('.figures').textContent()).toMatch(/items 3/);
  });

  test('sends files: chosen, from the camera, from the microphone', async () => {
    const picture = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    const takes = (type: string) => [{ name: 'one', method: 'predict', takes: type, gives: type }];
    const served = await serve([
      [PICTURE, { runtime: { warmup: 'none' }, name: 'picture', examples: takes('image/png') }],
      [PICTURE, { runtime: { warmup: 'none' }, name: 'sound', examples: takes('audio/wav') }],
    ]);
    const page = await open(served, { model: 'picture' });
    expect(await page.getByRole('button', { name: 'Run' }).isDisabled()).toBe(true);
    await page
      .getByLabel('Request: choose a file')
      .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: picture });
    await page.getByRole('button', { name: 'Run' }).click();
    await page.locator('.answer img.media').waitFor();
    await page.getByRole('button', { name: 'Use the camera' }).click();
    await expect.poll(() => page.evaluate(`document.querySelector('.capture video')?.videoWidth > 0`)).toBe(true);
    await page.getByRole('button', { name: 'Take the picture' }).click();
    await page.getByText('camera · image/png').waitFor();
    await page.getByLabel('Model', { exact: true }).selectOption('sound');
    await page.getByRole('button', { name: 'Record' }).click();
    await page.getByText('Recording').waitFor();
    await page.getByRole('button', { name: 'Stop and use it' }).click();
    await page.getByText('microphone · audio/wav').waitFor();
    await page.getByRole('button', { name: 'Run' }).click();
    await page.locator('.answer audio.media').waitFor();
  });

  test('holds a conversation', async () => {
    const page = await open(await serve([[CHAT, { name: 'chat' }]]));
    await page.getByLabel('Message 1', { exact: true }).fill('one two three');
    await page.getByRole('button', { name: 'Run' }).click();
    await page.locator('.answer pre').getByText('three two one').waitFor();
    await page.getByRole('button', { name: 'Reply' }).click();
    await page.keyboard.type('four five');
    await page.getByRole('button', { name: '+ stream' }).click();
    await page.getByLabel('stream', { exact: true }).check();
    expect(await bodyOf(page)).toMatchObject({
      model: 'chat',
      stream: true,
      messages: [{ role: 'user' }, { role: 'assistant', content: 'three two one' }, { content: 'four five' }],
    });
    await page.getByRole('button', { name: 'Run' }).click();
    await page.locator('.answer pre').getByText('five four').waitFor();
  });

  test('asks two models the same, and shows their answers beside each other', async () => {
    const body = example('one', { inputs: [1] });
    const page = await open(
      await serve([
        [ECHO, { name: 'one', examples: [body] }],
        ['class Model:\n    def predict(self, body):\n        return {"other": [2]}\n', { name: 'two' }],
      ]),
    );
    await page.getByLabel('Compare with another model').selectOption('two');
    await page.getByRole('button', { name: 'Run' }).click();
    await page
      .getByRole('region', { name: 'one', exact: true })
      .getByRole('columnheader', { name: 'inputs' })
      .waitFor();
    await page.getByRole('region', { name: 'two', exact: true }).getByRole('columnheader', { name: 'other' }).waitFor();
  });

  test('keeps a request as an example where the server does', async () => {
    const kept: unknown[] = [];
    const served = await serve([[ECHO, { examples: [example('one', { inputs: [1] })] }]], {
      dev: true,
      keepExample: async (...given) => void kept.push(given),
    });
    const page = await open(served);
    await page.getByLabel('Body').fill('{"inputs": [2.0]}');
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByRole('button', { name: 'Add to examples.yaml' }).click();
    await page.getByText('Added as').waitFor();
    expect(kept).toEqual([
      [
        'echo',
        {
          name: expect.stringMatching(/^from-the-playground/),
          method: 'predict',
          input: '{"inputs": [2.0]}',
          output: expect.stringContaining('2'),
        },
      ],
    ]);
    expect(await page.locator('.example').count()).toBe(2);
    const plain = await open(await serve([[ECHO, { examples: [example('one', { inputs: [1] })] }]]));
    await plain.getByRole('button', { name: 'Run' }).click();
    await plain.getByRole('button', { name: 'Download' }).waitFor();
    expect(await plain.getByRole('button', { name: 'Add to examples.yaml' }).count()).toBe(0);
  });
});
