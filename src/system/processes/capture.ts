/** What is kept of a stream that may be long. */
export interface Capture {
  add(chunk: Buffer): void;
  /** What was kept, as UTF-8; a gap in the middle is marked. */
  text(): string;
}

/**
 * Collects a stream up to `maxBytes`: its beginning (`head`), or its beginning and its end in equal parts (`ends`), for logs, which
 * start with what was tried and end with what failed.
 */
export function createCapture({ maxBytes, keep }: { maxBytes: number; keep: 'head' | 'ends' }): Capture {
  const headBytes = keep === 'head' ? maxBytes : Math.floor(maxBytes / 2);
  const tailBytes = maxBytes - headBytes;
  const head: Buffer[] = [];
  let headSize = 0;
  let tail: Buffer = Buffer.alloc(0);
  let dropped = 0;
  return {
    add(chunk) {
      const forHead = chunk.subarray(0, headBytes - headSize);
      if (forHead.length > 0) head.push(forHead);
      headSize += forHead.length;
      const rest = chunk.subarray(forHead.length);
      if (rest.length === 0) return;
      const joined = Buffer.concat([tail, rest]);
      tail = joined.subarray(Math.max(0, joined.length - tailBytes));
      dropped += joined.length - tail.length;
    },
    text() {
      const gap = dropped === 0 ? '' : `\n… ${dropped} bytes …\n`;
      return Buffer.concat(head).toString('utf8') + gap + tail.toString('utf8');
    },
  };
}
