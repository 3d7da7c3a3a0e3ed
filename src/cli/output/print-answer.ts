import { TrussError } from '../../core/errors/truss-error.ts';
import type { CollectedAnswer } from '../../core/inference/collected-answer.ts';
import { answerJson, contentTypeOf, isTextual } from '../../host/ask/answer-json.ts';
import type { Output } from './output.ts';
import { prettyJson } from './pretty-json.ts';

/**
 * Prints a model's bare answer: JSON laid out for a terminal, and as the model gave it for a pipe; text and bytes as they
 * are. With `--json` whatever it is becomes one line of JSON.
 * @throws {TrussError} `INPUT_INVALID` where bytes would go to a terminal.
 */
export function printAnswer(answer: CollectedAnswer, output: Output): void {
  output.progress.clear();
  const { stdout } = output;
  const type = contentTypeOf(answer);
  if (output.json) stdout.write(`${answerJson(answer)}\n`);
  else if (type === 'application/json') {
    const text = new TextDecoder().decode(answer.body);
    stdout.write(`${output.stdoutIsTerminal ? prettyJson(text, output.columns) : text}\n`);
  } else if (isTextual(type)) {
    const text = new TextDecoder().decode(answer.body);
    stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  } else {
    refuseTerminal(output, type);
    stdout.write(answer.body);
  }
}

/** @throws {TrussError} `INPUT_INVALID` where stdout is a terminal: bytes would garble it. */
export function refuseTerminal({ stdoutIsTerminal }: Output, type: string): void {
  if (!stdoutIsTerminal) return;
  throw new TrussError('INPUT_INVALID', {
    message: `The answer is ${type}, which a terminal cannot show.`,
    hint: 'Write it into a file: --output answer.bin',
  });
}
