// The requests of a load: the examples of a truss, or what options give.
import { TrussError } from '../../core/errors/truss-error.ts';
import { readGivenFile, toQuestion } from '../../host/ask/file-question.ts';
import type { BenchRequest } from '../../host/bench/bench-request.ts';
import { benchRequest } from '../../host/bench/bench-request.ts';
import { exampleRequests } from '../../host/bench/example-requests.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import type { InputSource } from './read-input.ts';
import { readInput } from './read-input.ts';

const WAY_OUT = `Or give the request itself: -d '{"inputs": [[1, 2]]}', or -f requests.jsonl, one on each line.`;

/**
 * The requests that are sent, in turn; at least one.
 *
 * @throws {TrussError} `USAGE`, `INPUT_INVALID`, `EXAMPLE_NOT_FOUND`, `EXAMPLES_INVALID`, `PROJECT_NOT_FOUND`.
 */
export async function chooseRequests(
  openProject: () => Promise<Project>,
  example: string | null,
  source: InputSource,
): Promise<readonly BenchRequest[]> {
  const { data, file, form } = source;
  if (data === null && file === null && form.length === 0) {
    try {
      return await exampleRequests(await openProject(), example);
    } catch (error) {
      throw withWayOut(error);
    }
  }
  if (example !== null) {
    const message = 'An example and another input are given.';
    throw new TrussError('USAGE', { message, hint: 'Give one of --example, --data, --file and --form.' });
  }
  if (file !== null && data === null && form.length === 0 && /\.(jsonl|ndjson)$/.test(file)) return readLines(file);
  return [benchRequest(file ?? 'The request', await readInput(source))];
}

/** A request on each line that has something on it. */
async function readLines(file: string): Promise<readonly BenchRequest[]> {
  const hints = {
    unreadable: 'Give --file the path of a file with a request as JSON on each line.',
    malformed: 'Write a request as JSON on each line: {"inputs": [[1, 2]]}',
  };
  const text = new TextDecoder().decode(await readGivenFile(file, hints));
  const requests = text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const name = `The request on line ${index + 1} of ${file}`;
    return [benchRequest(name, toQuestion({ name, bytes: new TextEncoder().encode(line), path: null }, hints))];
  });
  if (requests.length > 0) return requests;
  throw new TrussError('INPUT_INVALID', { message: `${file} is empty.`, hint: hints.malformed });
}

function withWayOut(error: unknown): unknown {
  if (!(error instanceof TrussError) || !['EXAMPLE_NOT_FOUND', 'PROJECT_NOT_FOUND'].includes(error.code)) return error;
  const { code, message, hint = '', issues } = error;
  return new TrussError(code, { message, hint: `${hint} ${WAY_OUT}`.trim(), issues, cause: error });
}
