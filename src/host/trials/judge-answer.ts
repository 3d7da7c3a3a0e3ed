import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Difference } from '../../core/examples/compare-answers.ts';
import { compareAnswers } from '../../core/examples/compare-answers.ts';
import { compareBytes } from '../../core/examples/compare-bytes.ts';
import type { Example } from '../../core/examples/examples.ts';
import type { CollectedAnswer } from '../../core/inference/collected-answer.ts';
import { answerJson } from '../ask/answer-json.ts';

/** The status of an answer, where another one is expected of it; null where it is right, or nothing is expected. */
export function judgeStatus({ status: expected }: Example, actual: number): Difference | null {
  if (expected === null || expected === actual) return null;
  return { path: '', message: `expected the status ${expected}, got ${actual}` };
}

/** Compares an answer with what an example expects; null where it expects nothing. `directory`: of its truss. */
export async function judgeAnswer(
  directory: string,
  { status, output, outputFile, tolerance, ignore }: Example,
  answer: CollectedAnswer,
): Promise<readonly Difference[] | null> {
  if (outputFile !== null) {
    const expected = await readFile(join(directory, outputFile)).catch(() => null);
    if (expected !== null) return compareBytes(expected, answer.body, outputFile);
    return [{ path: '', message: `there is no file ${outputFile} to compare with; --update records the answer there` }];
  }
  if (output === null) return status === null ? null : [];
  const actual = answerJson(answer);
  try {
    return compareAnswers(output, actual, tolerance, ignore);
  } catch (error) {
    // A model may say that its answer is JSON, and send something else.
    if (!(error instanceof SyntaxError)) throw error;
    return [{ path: '', message: `expected JSON, got ${JSON.stringify(actual)}` }];
  }
}
