import type { Document, YAMLMap, YAMLSeq } from 'yaml';
import { LineCounter, parseDocument, visit } from 'yaml';

import type { YamlProblem } from './problem.ts';
import { pythonTags } from './python-scalars.ts';
import { describeSyntaxError, isAboutBracket } from './syntax-messages.ts';

/** Longer lines are cut in messages. */
const LONGEST_EXCERPT = 100;

/** How every YAML text of ours is read and written. PyYAML's schema is given tag by tag, so no version may bring its own. */
export const yamlOptions = {
  version: '1.1',
  schema: 'failsafe',
  customTags: pythonTags,
  merge: false,
  resolveKnownTags: false,
  // plain-value.ts finds them and warns: both eras of Truss let the last one win.
  uniqueKeys: false,
  prettyErrors: false,
} as const;

/** A parsed text with its positions. */
export interface ParsedYaml {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/** Parses one YAML document. Of several syntax errors only the first is told: the later ones are guesses of the parser. */
export function parseYaml(text: string): ParsedYaml | YamlProblem {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...yamlOptions, lineCounter: lines });
  // To the parser an unknown tag is only a warning; PyYAML's safe loader refuses it, and so do we.
  const error = document.errors[0] ?? document.warnings.find((warning) => warning.code === 'TAG_RESOLVE_FAILED');
  if (error === undefined) return { document, lines };
  const { line, col } = lines.linePos(
    (isAboutBracket(error.message) ? openBracket(document, text) : undefined) ?? error.pos[0],
  );
  const told = describeSyntaxError(error.code, error.message);
  return { kind: 'syntax', path: [], ...told, excerpt: lineOf(text, line), line, column: col };
}

/**
 * Where a bracket stands that was not closed, or closed by another kind: the parser notices at the end of the file, or far
 * down. Of several that are open it is the innermost.
 */
function openBracket(document: Document, text: string): number | undefined {
  const open: number[] = [];
  const note = (node: YAMLMap | YAMLSeq, closing: string): void => {
    const [start = 0, end = 0] = node.range ?? [];
    if (node.flow === true && text[end - 1] !== closing) open.push(start);
  };
  visit(document, { Map: (_key, map) => note(map, '}'), Seq: (_key, list) => note(list, ']') });
  return open.at(-1);
}

/** The text of a 1-based line. */
function lineOf(text: string, line: number): string {
  const content = (text.split('\n')[line - 1] ?? '').trimEnd();
  return content.length > LONGEST_EXCERPT ? `${content.slice(0, LONGEST_EXCERPT - 1)}…` : content;
}
