import type { JSX } from 'preact';

import type { AnswerFailure } from '../server/read-failure.ts';
import { shownText } from '../show/shown-text.ts';

const MAX_FIELDS = 50;

/** Why there is no answer, in the server's own words. */
export function FailureView({ failure }: { readonly failure: AnswerFailure }): JSX.Element {
  const { code, hint, fields, traceback } = failure;
  return (
    <div class="failure" role="alert">
      <p class="failure-message">{shownText(withoutFields(failure))}</p>
      {code !== null && <p class="failure-code">{shownText(code)}</p>}
      {fields.length > 0 && (
        <dl class="failure-fields">
          {fields.slice(0, MAX_FIELDS).map(({ path, message: said }, index) => (
            <div key={index}>
              <dt>{path.length === 0 ? 'the body' : shownText(pathText(path))}</dt>
              <dd>{shownText(said)}</dd>
            </div>
          ))}
        </dl>
      )}
      {hint !== null && <p>{shownText(hint)}</p>}
      {traceback !== null && (
        <details>
          <summary>Traceback</summary>
          <pre class="code">{shownText(traceback)}</pre>
        </details>
      )}
    </div>
  );
}

/** The message without what it says of each field, which stands below it. */
function withoutFields({ message, fields }: AnswerFailure): string {
  const [first] = fields;
  const begins = first === undefined || first.path.length === 0 ? -1 : message.indexOf(`: ${first.path.join('.')}: `);
  return begins === -1 ? message : `${message.slice(0, begins)}.`;
}

function pathText(path: readonly (string | number)[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
}
