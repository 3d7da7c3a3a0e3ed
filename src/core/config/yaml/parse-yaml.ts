import type { Document } from 'yaml';
import { LineCounter, parseDocument } from 'yaml';

import type { YamlProblem } from './problem.ts';
import { pythonTags } from './python-scalars.ts';
import { describeSyntaxError } from './syntax-messages.ts';

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
  if (error === undefined) {
    return { document, lines };
  }
  const { line, col } = lines.linePos(error.pos[0]);
  const told = describeSyntaxError(error.code, error.message);
  return { kind: 'syntax', path: [], ...told, excerpt: lineOf(text, line), line, column: col };
}

/** The text of a 1-based line. */
function lineOf(text: string, line: number): string {
  const content = (text.split('\n')[line - 1] ?? '').trimEnd();
  return content.length > LONGEST_EXCERPT ? `${content.slice(0, LONGEST_EXCERPT - 1)}…` : content;
}
