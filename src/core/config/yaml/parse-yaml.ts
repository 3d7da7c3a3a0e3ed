import type { CST } from 'yaml';
import { Composer, LineCounter, parseDocument, Parser, Scalar, visit } from 'yaml';

import type { ParsedYaml } from './parsed-yaml.ts';
import type { YamlProblem } from './problem.ts';
import { PythonLexer } from './python-lexer.ts';
import { pythonTags } from './python-scalars.ts';
import { firstError, syntaxProblem } from './syntax-problem.ts';

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

/** Parses one YAML document, as PyYAML does. Of several syntax errors only the first is told. */
export function parseYaml(text: string): ParsedYaml | YamlProblem {
  const strict = parseStrictly(text);
  const error = firstError(strict);
  if (error === undefined) return endAsWritten(strict, text);
  const lenient = parseUnindented(text);
  // Where neither can read it, the strict reading knows better what was meant.
  return lenient === null || firstError(lenient) !== undefined
    ? syntaxProblem(strict, error, text)
    : endAsWritten(lenient, text);
}

function parseStrictly(text: string): ParsedYaml {
  const lines = new LineCounter();
  return { document: parseDocument(text, { ...yamlOptions, lineCounter: lines }), lines };
}

/**
 * Parses a text whose lines inside of brackets and quotes may stand further left than the block around them; null where it
 * is more than one document.
 */
function parseUnindented(text: string): ParsedYaml | null {
  const lines = new LineCounter();
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  const [document, ...others] = new Composer(yamlOptions).compose(parseTokens(parser, text), true, text.length);
  return document === undefined || others.length > 0 ? null : { document, lines };
}

function* parseTokens(parser: Parser, text: string): Generator<CST.Token, void> {
  for (const token of new PythonLexer().lex(text)) yield* parser.next(token);
  yield* parser.end();
}

/** Takes the line feed off a block of lines that ends with the text, where the text has none there. */
function endAsWritten(parsed: ParsedYaml, text: string): ParsedYaml {
  if (text.slice(text.lastIndexOf('\n') + 1).trim() === '') return parsed;
  visit(parsed.document, {
    Scalar: (_key, scalar) => {
      const isBlock = scalar.type === Scalar.BLOCK_LITERAL || scalar.type === Scalar.BLOCK_FOLDED;
      if (isBlock && scalar.range?.[1] === text.length) scalar.value = String(scalar.value).replace(/\n$/, '');
    },
  });
  return parsed;
}
