// pip lets a line of a requirements.txt go on in the next; uv reads that before `--hash` alone. So it gets copies without such lines.
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { INCLUDED } from '../sources/included-file.ts';
import type { RequirementsText } from '../sources/requirement-sources.ts';

/** What uv gets in place of the files of a truss. */
export interface JoinedCopies {
  /** The path to give to uv for one of the files. */
  readonly pathFor: (file: string) => string;
  /** Puts the names of the files back into what uv wrote. */
  readonly restore: (text: string) => string;
}

/** Writes copies of requirements files into a directory, with every requirement on one line; none where no line goes on. */
export async function joinedCopies(texts: readonly RequirementsText[], directory: string): Promise<JoinedCopies> {
  if (!texts.some(({ isContinued }) => isContinued)) return { pathFor: (file) => file, restore: (text) => text };
  const copies = new Map(texts.map(({ file }, index) => [file, join(directory, `${index}.txt`)]));
  for (const { file, lines } of texts) {
    const joined = lines.map(({ content }) => withCopy(content, dirname(file), copies));
    await writeFile(copies.get(file) ?? file, `${joined.join('\n')}\n`);
  }
  return {
    pathFor: (file) => copies.get(file) ?? file,
    restore: (text) => [...copies].reduce((restored, [file, copy]) => restored.replaceAll(copy, file), text),
  };
}

/** A line that includes another file includes its copy. */
function withCopy(line: string, from: string, copies: ReadonlyMap<string, string>): string {
  const [option, name] = INCLUDED.exec(line.trim()) ?? [];
  const copy = name === undefined ? undefined : copies.get(join(from, name));
  return option === undefined || name === undefined || copy === undefined
    ? line
    : `${option.slice(0, -name.length)}${copy}`;
}
