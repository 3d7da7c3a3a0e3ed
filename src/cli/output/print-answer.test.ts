import { PassThrough } from 'node:stream';

import { describe, expect, it } from 'vitest';

import { Form } from '../../core/wire/frame.ts';
import { createOutput } from './output.ts';
import { printAnswer } from './print-answer.ts';

interface Setting {
  readonly json?: boolean;
  readonly terminal?: boolean;
}

/** What is printed of an answer. */
function print(answer: { form: number; contentType?: string; body: string | Uint8Array }, setting: Setting): string {
  const stdout = Object.assign(new PassThrough(), setting.terminal === true ? { isTTY: true, columns: 30 } : {});
  const output = createOutput({ stdout, stderr: new PassThrough() }, setting.json ?? false);
  const body = typeof answer.body === 'string' ? new TextEncoder().encode(answer.body) : answer.body;
  printAnswer({ form: answer.form, contentType: answer.contentType ?? null, body }, output);
  return (stdout.read() as Buffer).toString('latin1');
}

const json = { form: Form.JSON, body: '{"predictions":[12345678901234567890,2]}' };
const text = { form: Form.TEXT, body: 'two\nlines' };
const bytes = { form: Form.RAW, contentType: 'image/png', body: new Uint8Array([0x89, 0x50, 0xff]) };

describe('printAnswer', () => {
  it('lays JSON out for a terminal, and leaves it alone elsewhere', () => {
    expect(print(json, { terminal: true })).toBe('{\n  "predictions": [\n    12345678901234567890,\n    2\n  ]\n}\n');
    expect(print(json, {})).toBe(`${json.body}\n`);
    expect(print(json, { terminal: true, json: true })).toBe(`${json.body}\n`);
  });

  it('makes one line of what the model laid out by itself', () => {
    const own = { form: Form.RAW, contentType: 'application/json; charset=utf-8', body: '{\n  "a": "b c"\n}\n' };
    expect(print(own, { json: true })).toBe('{"a":"b c"}\n');
  });

  it('prints text as it is, and as a string with --json', () => {
    expect(print(text, {})).toBe('two\nlines\n');
    expect(print(text, { json: true })).toBe('"two\\nlines"\n');
  });

  it('writes bytes to a file or pipe, in base64 with --json, and not to a terminal', () => {
    expect(print(bytes, {})).toBe('\u0089P\u00FF');
    expect(print(bytes, { json: true })).toBe('{"content_type":"image/png","base64":"iVD/"}\n');
    expect(() => print(bytes, { terminal: true })).toThrow('The answer is image/png, which a terminal cannot show.');
  });
});
