import { TrussError } from '../../core/errors/truss-error.ts';
import { Form } from '../../core/wire/frame.ts';
import type { CollectedAnswer } from '../../server/service/promise-sink.ts';
import type { Output } from './output.ts';
import { compactJson, prettyJson } from './pretty-json.ts';

/**
 * Prints a model's bare answer: JSON laid out for a terminal, and as the model gave it for a pipe; text and bytes as they
 * are. With `--json` whatever it is becomes one line of JSON.
 * @throws {TrussError} `INPUT_INVALID` where bytes would go to a terminal.
 */
export function printAnswer(answer: CollectedAnswer, output: Output): void {
  output.progress.clear();
  const { stdout } = output;
  const type = contentType(answer);
  if (type === 'application/json') {
    stdout.write(`${layOut(new TextDecoder().decode(answer.body), output)}\n`);
  } else if (output.json) {
    stdout.write(`${JSON.stringify(toJson(answer, type))}\n`);
  } else if (isTextual(type)) {
    const text = new TextDecoder().decode(answer.body);
    stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  } else {
    refuseTerminal(output, type);
    stdout.write(answer.body);
  }
}

function contentType({ form, contentType: given }: CollectedAnswer): string {
  if (given !== null) return (given.split(';')[0] ?? '').trim().toLowerCase();
  if (form === Form.JSON) return 'application/json';
  return form === Form.TEXT ? 'text/plain' : 'application/octet-stream';
}

function layOut(text: string, { json, columns, stdoutIsTerminal }: Output): string {
  // The worker writes JSON on one line; what a model wrote by itself may have several.
  if (json) return text.includes('\n') ? compactJson(text) : text;
  return stdoutIsTerminal ? prettyJson(text, columns) : text;
}

function toJson(answer: CollectedAnswer, type: string): unknown {
  if (isTextual(type)) return new TextDecoder().decode(answer.body);
  return { content_type: type, base64: Buffer.from(answer.body).toString('base64') };
}

function isTextual(type: string): boolean {
  return type.startsWith('text/') || type.endsWith('+xml') || type.endsWith('ndjson') || type === 'application/xml';
}

function refuseTerminal({ stdoutIsTerminal }: Output, type: string): void {
  if (!stdoutIsTerminal) return;
  throw new TrussError('INPUT_INVALID', {
    message: `The answer is ${type}, which a terminal cannot show.`,
    hint: 'Send it to a file: truss predict … > answer.bin',
  });
}
