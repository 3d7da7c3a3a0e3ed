import type { Document, YAMLError, YAMLMap, YAMLSeq } from 'yaml';
import { visit } from 'yaml';

import type { ParsedYaml } from './parsed-yaml.ts';
import type { YamlProblem } from './problem.ts';
import { describeSyntaxError, isAboutBracket } from './syntax-messages.ts';

/** Longer lines are cut in messages. */
const LONGEST_EXCERPT = 100;

/** What PyYAML does not mind: a comment right behind a bracket, a quote, or at the beginning of a line in brackets. */
const CLOSE_COMMENT = /^Comments must be separated/;

/** The first thing that makes a document unreadable; the later ones are guesses of the parser. */
export function firstError({ document }: ParsedYaml): YAMLError | undefined {
  const error = document.errors.find(({ message }) => !CLOSE_COMMENT.test(message));
  // To the parser an unknown tag is only a warning; PyYAML's safe loader refuses it, and so do we.
  return error ?? document.warnings.find((warning) => warning.code === 'TAG_RESOLVE_FAILED');
}

/** Tells of an error of the parser, and where it comes from. */
export function syntaxProblem({ document, lines }: ParsedYaml, error: YAMLError, text: string): YamlProblem {
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
