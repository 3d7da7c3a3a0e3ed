// The options that say what a model is asked.
import { repeatedText, text } from './define-options.ts';

/** One of them, or stdin. */
export const questionOptions = {
  data: text('-d, --data <json>', 'the request as JSON; @request.json is that file, as with curl'),
  file: text(
    '-f, --file <path>',
    'a file with the request: JSON, or what its name says (.jpg, .wav, .pdf, .txt, .csv, .msgpack …); - is JSON on stdin',
  ),
  form: repeatedText('-F, --form <name=value>', 'a field of a form, or a file of one: name=@photo.jpg; once for each'),
  example: text('--example <name>', "the request of one of the truss's examples"),
};
