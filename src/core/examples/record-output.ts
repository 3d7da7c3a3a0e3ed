import { setIn } from '../config/yaml/edit.ts';
import { parseExactJson } from '../config/yaml/exact-number.ts';
import { parseExamples } from './examples.ts';

/** An answer to keep in the examples file as the expected one. */
export interface RecordedOutput {
  /** Of the example. */
  readonly name: string;
  /** The answer, as JSON text. */
  readonly output: string;
}

/** An answer to keep in a file of its own as the expected one. */
export interface RecordedFile {
  /** Of the example. */
  readonly name: string;
  /** Its `output_file`. */
  readonly outputFile: string;
  readonly bytes: Uint8Array;
}

/**
 * Writes the expected answer of an example into the text of a valid examples file; comments and layout stay. An example that is
 * not there (any more) is left out.
 */
export function recordOutput(text: string, { name, output }: RecordedOutput): string {
  const index = parseExamples(text, '').examples.findIndex((example) => example.name === name);
  return index === -1 ? text : setIn(text, [index, 'output'], parseExactJson(output));
}
