// PyYAML does not look at the indentation of lines inside of brackets and quotes; the parser here wants them further right than the
// block around them, as YAML's specification does, and has no option for it.
import { Lexer } from 'yaml';

/** What the lexer keeps to itself: the column that lines have to reach, and two of its states. */
interface LexerParts {
  indentNext: number;
  parseFlowCollection(): Generator<string, unknown>;
  parseQuotedScalar(): Generator<string, unknown>;
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- TypeScript calls them private; test/yaml-vectors notices if they change
const OpenLexer = Lexer as unknown as new () => LexerParts & Pick<Lexer, 'lex'>;

/** Cuts a text into tokens, with no demand on the indentation inside of brackets and quotes. */
export class PythonLexer extends OpenLexer {
  override *parseFlowCollection(): Generator<string, unknown> {
    this.indentNext = 0;
    return yield* super.parseFlowCollection();
  }

  override *parseQuotedScalar(): Generator<string, unknown> {
    this.indentNext = 0;
    return yield* super.parseQuotedScalar();
  }
}
