// The options that say which server is asked, and who asks.
import { repeatedText, text } from './define-options.ts';

/** None of them: the model is loaded here. */
export const askedServerOptions = {
  url: text('--url <address>', 'ask the model that is served there: a server with one model, or …/v1/models/NAME'),
  token: text(
    '--token <token>',
    'for a server with --tokens; better in the variable TRUSS_TOKEN, which nobody else sees',
  ),
  header: repeatedText('-H, --header <name: value>', 'a header of the request to the server; once for each'),
  cacert: text(
    '--cacert <path>',
    'a PEM certificate to trust (default: the file that SSL_CERT_FILE names, beside those of Node)',
  ),
};
