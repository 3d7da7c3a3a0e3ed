// A page of the docs as the blocks of code in it, each with what becomes of it when the page is tried.

/** A fenced block of code. */
export interface Block {
  readonly language: string;
  readonly code: string;
  /** Where it begins, counted from 1. */
  readonly line: number;
  /** `<!-- file: PATH -->` above it: it is what that file holds. */
  readonly file: string | null;
  /** `<!-- not run: REASON -->` above it. */
  readonly notRun: string | null;
}

const fence = /^(`{3,})(\w*)$/;
const mark = /^<!-- (file|not run): (.+) -->$/;

/** The blocks of a page, in order. */
export function readPage(text: string): readonly Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const [, ticks, language] = fence.exec(lines[index] ?? '') ?? [];
    if (ticks === undefined || language === undefined) continue;
    const end = lines.indexOf(ticks, index + 1);
    if (end === -1) throw new Error(`the block at line ${index + 1} has no end`);
    const [, kind, value = null] = mark.exec(lines[index - 1] ?? '') ?? [];
    blocks.push({
      language,
      code: lines.slice(index + 1, end).join('\n'),
      line: index + 1,
      file: kind === 'file' ? value : null,
      notRun: kind === 'not run' ? value : null,
    });
    index = end;
  }
  return blocks;
}
