import type { ErrorCode } from 'yaml';

/** How a syntax error is told. */
interface SyntaxMessage {
  readonly message: string;
  readonly hint?: string;
}

/** The parser's words for a bracket that was not closed. */
const OPEN_BRACKET = /^Flow (?:map|sequence)/;

/** What people get wrong, in the words of someone who edits the file rather than of a parser. The first match counts. */
const MESSAGES: readonly (SyntaxMessage & { readonly code: ErrorCode; readonly pattern?: RegExp })[] = [
  { code: 'TAB_AS_INDENT', message: 'a tab is used for indentation', hint: 'Indent with spaces.' },
  {
    code: 'BLOCK_AS_IMPLICIT_KEY',
    message: 'a value contains another `key: value`',
    hint: 'Put a value that contains ": " in quotes, and check the indentation of the next line.',
  },
  {
    code: 'MULTIPLE_DOCS',
    message: 'a second document begins',
    hint: 'Remove the line `---` and what follows it.',
  },
  {
    code: 'TAG_RESOLVE_FAILED',
    message: 'a tag that is not of plain YAML',
    hint: 'Remove the tag: only plain values are read.',
  },
  { code: 'RESOURCE_EXHAUSTION', message: 'the document is nested too deeply' },
  { code: 'MISSING_CHAR', pattern: /quote/, message: 'a quote is not closed', hint: 'Close the quotes.' },
  {
    code: 'MISSING_CHAR',
    pattern: /followed by map values/,
    message: 'a key without a colon',
    hint: 'Write `key: value`, with a space after the colon.',
  },
  {
    code: 'BAD_INDENT',
    pattern: OPEN_BRACKET,
    message: 'a bracket is not closed, or closed by another kind',
    hint: 'Check that every [ and { is closed.',
  },
  {
    code: 'BAD_INDENT',
    message: 'the indentation does not fit the lines above',
    hint: 'Give all keys of a map, and all items of a list, the same indentation.',
  },
  {
    code: 'BAD_SCALAR_START',
    message: 'a value begins with a character that has a meaning in YAML',
    hint: 'Put the value in quotes.',
  },
  {
    code: 'UNEXPECTED_TOKEN',
    message: 'something stands here that belongs to nothing',
    hint: 'Check the indentation and the quotes of this line and of the one above.',
  },
];

/** Whether an error of the parser is that a bracket was not closed: it is noticed far below. */
export function isAboutBracket(parserMessage: string): boolean {
  return OPEN_BRACKET.test(parserMessage);
}

/** The words for an error of the parser; its own where none are better. */
export function describeSyntaxError(code: ErrorCode, parserMessage: string): SyntaxMessage {
  const known = MESSAGES.find((entry) => entry.code === code && (entry.pattern?.test(parserMessage) ?? true));
  if (known === undefined) return { message: parserMessage.charAt(0).toLowerCase() + parserMessage.slice(1) };
  const { message, hint } = known;
  return hint === undefined ? { message } : { message, hint };
}
