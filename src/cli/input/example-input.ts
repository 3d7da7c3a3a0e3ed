import { join } from 'node:path';
import type { Example } from '../../core/config/examples.ts';
import { fileInput } from './read-input.ts';
import type { RequestInput } from './request-input.ts';
import { jsonInput } from './request-input.ts';

/**
 * The request of an example, with the method that it asks. `directory`: of its truss.
 * @throws {TrussError} `INPUT_INVALID` where its file cannot be read, or says that it is JSON and is not.
 */
export async function exampleInput(directory: string, example: Example): Promise<Required<RequestInput>> {
  const { inputFile, method } = example;
  const input = inputFile === null ? jsonInput(example.body) : await fileInput(join(directory, inputFile));
  return { ...input, method };
}
