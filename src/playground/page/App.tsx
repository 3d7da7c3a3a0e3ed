import type { JSX } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';

import type { ModelSchema } from '../../core/schema/model-schema.ts';
import { FailureView } from '../answer/FailureView.tsx';
import type { AnswerFailure } from '../server/read-failure.ts';
import { unreachable } from '../server/read-failure.ts';
import type { PageSettings, Server } from '../server/server.ts';
import { ServerError } from '../server/server.ts';
import { Bench } from './Bench.tsx';
import { Header } from './Header.tsx';
import { TokenDialog } from './TokenDialog.tsx';

/** What the page has come to know of the server. */
interface Known {
  readonly settings: PageSettings;
  readonly schemas: readonly ModelSchema[];
}

const UNAUTHORIZED = 401;

/** How often it is looked whether models have loaded, where one has not. */
const RETRY_MS = 2000;

/** The page: first the server is asked what it serves, then everything else. */
export function App({ server }: { readonly server: Server }): JSX.Element {
  const [known, setKnown] = useState<Known | null>(null);
  const [failure, setFailure] = useState<AnswerFailure | null>(null);
  const [chosen, setChosen] = useState(nameInAddress());
  const learn = useCallback(async () => {
    try {
      const settings = await server.settings();
      const names = await server.models();
      const asked = await Promise.allSettled(names.map((name) => server.schema(name)));
      const schemas = asked.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      const missing = asked.find((each) => each.status === 'rejected');
      // One that loads, or cannot, does not hide the others.
      if (schemas.length === 0 && missing !== undefined) throw missing.reason as unknown;
      setKnown({ settings, schemas });
      setFailure(null);
    } catch (error) {
      setFailure(error instanceof ServerError ? error.failure : unreachable(error));
    }
  }, [server]);
  useEffect(() => void learn(), []);
  useEffect(() => {
    if (failure === null || failure.status === UNAUTHORIZED) return undefined;
    const timer = setTimeout(() => void learn(), RETRY_MS);
    return () => clearTimeout(timer);
  }, [failure]);
  const schemas = known?.schemas ?? [];
  const schema = schemas.find(({ name }) => name === chosen) ?? schemas[0];
  const choose = (name: string): void => {
    history.replaceState(null, '', `#${encodeURIComponent(name)}`);
    setChosen(name);
  };
  return (
    <>
      <Header version={known?.settings.version ?? null} schemas={schemas} chosen={schema ?? null} onChoose={choose} />
      {failure?.status === UNAUTHORIZED && (
        <TokenDialog
          failure={failure}
          onToken={(token) => {
            server.useToken(token);
            void learn();
          }}
        />
      )}
      {failure !== null && failure.status !== UNAUTHORIZED && (
        <main class="alone">
          <FailureView failure={failure} />
          <p class="field-hint">It is asked again every two seconds.</p>
        </main>
      )}
      {known !== null && schema !== undefined && failure === null && (
        <Bench
          key={schema.name}
          {...{ server, schema, schemas }}
          settings={known.settings}
          onLearn={() => void learn()}
        />
      )}
      {known !== null && schema === undefined && failure === null && (
        <main class="alone">This server serves no model.</main>
      )}
    </>
  );
}

/** A link may lead to a model: `/ui/#iris`. */
function nameInAddress(): string | null {
  try {
    return decodeURIComponent(location.hash.slice(1)) || null;
  } catch {
    return null;
  }
}
