import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import type { MethodSchema, ModelSchema } from '../../core/schema/model-schema.ts';
import { isMap } from '../json/exact-json.ts';
import type { Draft } from '../request/draft.ts';
import { valueOf } from '../request/draft.ts';
import type { PageSettings, Server } from '../server/server.ts';
import { shownText } from '../show/shown-text.ts';
import type { CodeBody, CodeRequest } from './code-request.ts';
import { LANGUAGES } from './languages.ts';

interface CodeViewProps {
  readonly server: Server;
  readonly schema: ModelSchema;
  readonly method: MethodSchema;
  readonly draft: Draft;
  readonly settings: PageSettings;
}

/** The request as a program. */
export function CodeView(props: CodeViewProps): JSX.Element {
  const [name, setName] = useState('curl');
  const body = bodyOf(props.draft);
  const language = LANGUAGES.find((each) => each.name === name) ?? LANGUAGES[0];
  const code =
    body === null || language === undefined
      ? { missing: 'The body is no JSON yet.' }
      : language.render(requestOf(props, body));
  return (
    <section class="as-code" aria-label="The request as code">
      <div class="views" role="group" aria-label="Language">
        {LANGUAGES.map((each) => (
          <button type="button" key={each.name} aria-pressed={each.name === name} onClick={() => setName(each.name)}>
            {each.name}
          </button>
        ))}
        {'text' in code && (
          <button type="button" class="quiet copy" onClick={() => void navigator.clipboard.writeText(code.text)}>
            Copy
          </button>
        )}
      </div>
      {'text' in code ? (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached with the keyboard
        <pre class="code" tabIndex={0} role="region" aria-label={`The request for ${name}`}>
          {shownText(code.text)}
        </pre>
      ) : (
        <p class="note">{code.missing}</p>
      )}
    </section>
  );
}

function requestOf({ server, schema, method, settings }: CodeViewProps, body: CodeBody): CodeRequest {
  const asks = body.kind === 'json' && isMap(body.value) && body.value['stream'] === true;
  return {
    url: server.url,
    path: method.path,
    model: schema.name,
    method: method.name,
    use: method.kind,
    body,
    gives: method.gives[0] ?? null,
    streams: method.streams === 'always' || (method.streams === 'asked' && asks),
    needsToken: settings.needsToken,
  };
}

function bodyOf(draft: Draft): CodeBody | null {
  if (draft.kind === 'bytes') {
    return { kind: 'file', contentType: draft.contentType, fileName: draft.fileName ?? 'file' };
  }
  if (draft.kind === 'json') {
    const read = valueOf(draft.text);
    return 'value' in read ? { kind: 'json', value: read.value } : null;
  }
  const parts = draft.parts.map(({ name, value, isFile }) => {
    const fileName = isFile ? (value instanceof File ? value.name : 'file') : null;
    return { name, fileName, text: typeof value === 'string' ? value : null };
  });
  return { kind: 'form', parts };
}
