// Where the answer to `truss predict` goes: to stdout, as it comes or as one line of JSON, or into a file.
import type { CollectedAnswer } from '../../core/inference/collected-answer.ts';
import { contentTypeOf } from '../../host/ask/answer-json.ts';
import type { Output } from './output.ts';
import { printAnswer } from './print-answer.ts';
import { shortPath } from './short-path.ts';
import { StreamPrinter } from './stream-printer.ts';
import { writeResult } from './write-result.ts';

/** Asks a model. The items of a stream go to `take` as they come; without it they are joined. */
type Ask = (take?: (item: CollectedAnswer) => Promise<void>) => Promise<CollectedAnswer>;

/**
 * Asks, and prints the answer, or writes it into `file`.
 * @throws {TrussError} what `ask` throws; `INPUT_INVALID` where the answer cannot be shown or written.
 */
export async function deliverAnswer(ask: Ask, file: string | null, output: Output): Promise<void> {
  if (file !== null) return deliverFile(ask, file, output);
  if (output.json) return printAnswer(await ask(), output);
  const printer = new StreamPrinter(output);
  const answer = await ask((item) => printer.print(item));
  if (printer.hasBegun) printer.end();
  else printAnswer(answer, output);
}

async function deliverFile(ask: Ask, file: string, output: Output): Promise<void> {
  const items: Uint8Array[] = [];
  const whole = await ask(({ body }) => {
    items.push(body);
    return Promise.resolve();
  });
  const answer = items.length === 0 ? whole : { ...whole, body: Buffer.concat(items) };
  await writeResult(answer.body, { file, option: '--output' });
  const told = { file, content_type: contentTypeOf(answer), bytes: answer.body.length };
  output.answer(told, ({ success }) => `${success('✔')} Wrote ${shortPath(file)}`);
}
