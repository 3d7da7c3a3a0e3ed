import { expect, test } from 'vitest';

import { createLineSplitter } from './line-splitter.ts';

test('gives the same lines wherever the bytes are cut', () => {
  const bytes = Buffer.from('äß\r\n\nzwei\n😀 last');
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const lines: string[] = [];
    const splitter = createLineSplitter((line) => lines.push(line));
    splitter.add(bytes.subarray(0, cut));
    splitter.add(bytes.subarray(cut));
    splitter.end();
    expect(lines).toEqual(['äß', '', 'zwei', '😀 last']);
  }
});
