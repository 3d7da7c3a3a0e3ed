import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import type { AnswerFailure } from '../server/read-failure.ts';

interface TokenDialogProps {
  readonly failure: AnswerFailure;
  readonly onToken: (token: string) => void;
}

/** Asks for the token without which the server tells nothing. It is kept as long as the page is open. */
export function TokenDialog({ failure, onToken }: TokenDialogProps): JSX.Element {
  const [token, setToken] = useState('');
  const [isTried, setTried] = useState(false);
  return (
    <main class="alone">
      <form
        class="token"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          onToken(token.trim());
        }}
      >
        <h1>This server asks for a token</h1>
        <label for="token">Token</label>
        <input
          id="token"
          type="password"
          autocomplete="off"
          required
          value={token}
          onInput={({ currentTarget }) => setToken(currentTarget.value)}
        />
        {isTried && <p class="field-failure" role="alert">{`${failure.message}.`}</p>}
        <p class="field-hint">It stays in the memory of this page, and is gone when the page is closed.</p>
        <button type="submit" class="run">
          Go on
        </button>
      </form>
    </main>
  );
}
