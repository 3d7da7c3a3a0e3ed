import type { Example } from '../../core/examples/examples.ts';
import type { RecordedFile, RecordedOutput } from '../../core/examples/record-output.ts';
import type { CollectedAnswer } from '../../core/inference/collected-answer.ts';
import { answerJson, contentTypeOf, isReadable } from '../ask/answer-json.ts';
import type { Trial } from './trial.ts';

/** How an answer becomes what its example expects; null for bytes where no file is named for them. */
export function toRecord({ name, outputFile }: Example, answer: CollectedAnswer): RecordedOutput | RecordedFile | null {
  if (outputFile !== null) return { name, outputFile, bytes: answer.body };
  return isReadable(contentTypeOf(answer)) ? { name, output: answerJson(answer) } : null;
}

/** The trial whose answer becomes what is expected, unless it is that already. */
export function toRecorded(trial: Trial): Trial {
  const { error, outcome, record, contentType, hasOtherStatus, differences } = trial;
  if (error !== null || outcome === 'passed' || hasOtherStatus) return trial;
  // Of a file nobody wants to read which byte is another one.
  if (record !== null) return { ...trial, outcome: 'recorded', differences: 'bytes' in record ? [] : differences };
  const message = `the answer is ${contentType}, neither JSON nor text: name a file for it, such as \`output_file: answers/${trial.name}\``;
  return { ...trial, outcome: 'failed', differences: [{ path: '', message }] };
}
