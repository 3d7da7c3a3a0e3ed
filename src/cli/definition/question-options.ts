// The options that say what a model is asked.
import { text } from './define-options.ts';

/** One of them, or stdin. */
export const questionOptions = {
  data: text('-d, --data <json>', 'the request as JSON'),
  file: text(
    '-f, --file <path>',
    'a file with the request: JSON, or what its name says (.jpg, .wav, .pdf, .txt, .csv, .msgpack …); - is JSON on stdin',
  ),
  example: text('--example <name>', "the request of one of the truss's examples"),
};
