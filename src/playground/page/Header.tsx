import type { JSX } from 'preact';

import type { ModelSchema } from '../../core/schema/model-schema.ts';
import { shownText } from '../show/shown-text.ts';

interface HeaderProps {
  readonly version: string | null;
  readonly schemas: readonly ModelSchema[];
  readonly chosen: ModelSchema | null;
  readonly onChoose: (name: string) => void;
}

/** Which model is asked, and what it is. */
export function Header({ version, schemas, chosen, onChoose }: HeaderProps): JSX.Element {
  return (
    <header class="top">
      <a class="brand" href="./" aria-label="Truss playground">
        <Mark />
        <span class="brand-name">truss</span>
      </a>
      {schemas.length > 1 ? (
        <select
          class="model-choice"
          aria-label="Model"
          value={chosen?.name ?? ''}
          onChange={({ currentTarget }) => onChoose(currentTarget.value)}
        >
          {schemas.map(({ name }) => (
            <option key={name} value={name}>
              {shownText(name)}
            </option>
          ))}
        </select>
      ) : (
        <span class="model-name">{shownText(chosen?.name ?? '')}</span>
      )}
      {chosen !== null && <p class="model-about">{shownText(chosen.description ?? '')}</p>}
      <a class="top-link" href="../openapi.json">
        openapi.json
      </a>
      {version !== null && <span class="version">{version}</span>}
    </header>
  );
}

function Mark(): JSX.Element {
  return (
    <svg viewBox="0 0 28 20" width="28" height="20" aria-hidden="true">
      <path
        d="M2 17 8 3h12l6 14H2l12 0L8 3m6 14 6-14"
        fill="none"
        stroke="currentColor"
        stroke-width="2"
        stroke-linejoin="round"
      />
    </svg>
  );
}
