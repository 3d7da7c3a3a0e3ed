// Files on the page: dropped, in forms, inside JSON, and what a model gives back of them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';

import { parseConfig } from '../../src/core/config/parse-config.ts';
import { parseExamples } from '../../src/core/examples/examples.ts';
import { showExamples } from '../../src/host/serve/show-examples.ts';
import { hasChromium } from './browser.ts';
import { ECHO, PICTURE, bodyOf, usePlayground } from './playground-stage.ts';

const FORM = `
class Model:
    def predict(self, form):
        page = form["page"]
        return {"bytes": len(bytes(page)), "type": page.content_type, "language": form["language"]}
`;

const INLINE = `
from typing import Annotated
from pydantic import BaseModel, Field

class Scan(BaseModel):
    page: str = Field(json_schema_extra={"contentEncoding": "base64", "contentMediaType": "image/png"})
    dpi: float = 300

class Model:
    def predict(self, scan: Scan):
        return {"characters": len(scan.page), "dpi": scan.dpi}
`;

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

/** The examples of a truss with these files, as its schema shows them. */
async function shown(yaml: string, files: Readonly<Record<string, Buffer>>): Promise<readonly unknown[]> {
  const directory = mkdtempSync(join(tmpdir(), 'truss-examples-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(directory, name), bytes);
  const { examples, issues } = parseExamples(yaml, 'examples.yaml');
  expect(issues).toEqual([]);
  return showExamples(directory, examples);
}

/** Lets a file fall onto an element. */
async function drop(page: Page, selector: string, file: { name: string; type: string; base64: string }): Promise<void> {
  await page.locator(selector).waitFor();
  await page.evaluate(`(() => {
    const { name, type, base64 } = ${JSON.stringify(file)};
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], name, { type }));
    const target = document.querySelector(${JSON.stringify(selector)});
    for (const kind of ['dragover', 'drop']) target.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
  })()`);
}

describe.skipIf(!hasChromium)('files on the page', () => {
  const { open, serve } = usePlayground();

  test('an example that is a form fills its fields and its files, and is sent as one', async () => {
    const yaml = '- name: a page\n  form: {language: en, page: {file: page.png}}\n';
    const examples = await shown(yaml, { 'page.png': Buffer.from(PNG, 'base64') });
    const page = await open(await serve([[FORM, { examples }]]));
    await page.getByText('page.png · image/png').waitFor();
    await expect.poll(() => page.getByLabel('Value of field 1').inputValue()).toBe('en');
    await page.getByLabel('Value of field 1').fill('fr');
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByRole('button', { name: 'JSON', exact: true }).click();
    await page.getByText('"language": "fr"').waitFor();
    expect(await page.locator('.answer').textContent()).toContain('"type": "image/png"');
    await drop(page, '.form-part .drop', { name: 'a.gif', type: 'image/gif', base64: 'R0lGODlhAQABAAAAACw=' });
    await page.getByText('a.gif · image/gif').waitFor();
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByText('"type": "image/gif"').waitFor();
  });

  test('a large file stays with the truss, and the page says why it is not there', async () => {
    const examples = await shown('- {name: huge, input_file: huge.png}\n', { 'huge.png': Buffer.alloc(2 ** 20 + 1) });
    const page = await open(await serve([[PICTURE, { examples, runtime: { warmup: 'none' } }]]));
    await page.getByText('a large file, not sent to this page').waitFor();
    expect(await page.locator('.example').isDisabled()).toBe(true);
  });

  test('a file is dropped: as the request, as a table, and as a picture inside JSON', async () => {
    const takes = [{ name: 'one', method: 'predict', takes: 'image/png', gives: 'image/png' }];
    const rows = [
      { name: 'one', method: 'predict', takes: 'application/json', gives: null, input: { inputs: [[1, 2]] } },
    ];
    const served = await serve([
      [PICTURE, { runtime: { warmup: 'none' }, name: 'picture', examples: takes }],
      [ECHO, { name: 'rows', examples: rows }],
      [INLINE, { name: 'inline' }],
    ]);
    const page = await open(served, { model: 'picture' });
    await drop(page, '.drop', { name: 'dropped.png', type: 'image/png', base64: PNG });
    await page.getByRole('button', { name: 'Run' }).click();
    await page.locator('.answer img.media').waitFor();
    await page.getByLabel('Model', { exact: true }).selectOption('rows');
    const csv = Buffer.from('3,4\n5,6\n').toString('base64');
    await drop(page, '.table-field', { name: 'a.csv', type: 'text/csv', base64: csv });
    await expect
      .poll(() => bodyOf(page))
      .toEqual({
        inputs: [
          [3, 4],
          [5, 6],
        ],
      });
    await page.getByLabel('Model', { exact: true }).selectOption('inline');
    await drop(page, '.drop', { name: 'b.png', type: 'image/png', base64: PNG });
    await page.locator('.drop img.media').waitFor();
    expect(await bodyOf(page)).toMatchObject({ page: PNG });
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByText(String(PNG.length)).first().waitFor();
  });

  test('a film is shown as one', async () => {
    const takes = [{ name: 'one', method: 'predict', takes: 'video/mp4', gives: 'video/mp4' }];
    const page = await open(await serve([[PICTURE, { runtime: { warmup: 'none' }, examples: takes }]]));
    const film = { name: 'a.mp4', mimeType: 'video/mp4', buffer: Buffer.from('AAAAGGZ0eXBpc29t', 'base64') };
    await page.getByLabel('Request: choose a file').setInputFiles(film);
    await page.getByRole('button', { name: 'Run' }).click();
    await page.locator('.answer video.media[controls][src^="blob:"]').waitFor();
  });

  test('numbers of an example stay as they stand in it', async () => {
    const examples = await shown('- {name: one, input: {inputs: [[7.0, 12345678901234567890, 1]]}}\n', {});
    const page = await open(await serve([[ECHO, { examples }]]));
    const cells = page.locator('.table-field tbody input');
    await cells.first().waitFor();
    expect(await cells.evaluateAll((all) => all.map((each) => (each as unknown as { value: string }).value))).toEqual([
      '7.0',
      '12345678901234567890',
      '1',
    ]);
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByRole('button', { name: 'JSON', exact: true }).click();
    await page.getByText('[7.0, 12345678901234567890, 1]').first().waitFor();
  });

  test('columns have the names and the values that training has shown, and nothing lengthens the page', async () => {
    const columns = '[{name: sepal length, minimum: 4.3, maximum: 7.9}, {name: kind, categories: [1, 2]}]';
    const tensor = `{name: inputs, datatype: FP64, shape: [-1, 2], columns: ${columns}}`;
    const input = { inputs: Array.from({ length: 40 }, (_, index) => [index + 0.5, 1]) };
    const examples = [{ name: 'one', method: 'predict', takes: 'application/json', gives: null, input }];
    const { config } = parseConfig(`signature: {inputs: [${tensor}], outputs: []}\n`, { file: 'config.yaml' });
    const signature = config?.signature ?? null;
    const page = await open(await serve([[ECHO, { examples, config: { signature } }]]));
    const heads = page.locator('.table-field th.cell-number');
    await heads.first().waitFor();
    expect(await heads.allTextContents()).toEqual(['sepal length4.3–7.9', 'kind2 values']);
    const list = await page.getByLabel('kind, row 1', { exact: true }).getAttribute('list');
    expect(await page.locator(`datalist[id="${list}"] option`).count()).toBe(2);
    expect(await page.evaluate('document.documentElement.scrollHeight <= innerHeight')).toBe(true);
  });
});
