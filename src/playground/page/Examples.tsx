import type { JSX } from 'preact';

import type { MethodSchema, SchemaExample } from '../../core/schema/model-schema.ts';
import { shownText } from '../show/shown-text.ts';

interface ExamplesProps {
  readonly examples: readonly SchemaExample[];
  readonly methods: readonly MethodSchema[];
  readonly chosen: string | null;
  readonly onPick: (example: SchemaExample) => void;
}

/** Whether the server has told its body. */
function isKnown({ input, form }: SchemaExample): boolean {
  return input !== undefined || form !== undefined;
}

/** The examples of the truss. */
export function Examples({ examples, methods, chosen, onPick }: ExamplesProps): JSX.Element {
  return (
    <nav class="examples" aria-label="Examples">
      <h2>Examples</h2>
      {examples.length === 0 && <p class="field-hint">This truss has none. Write some into its examples.yaml.</p>}
      <ul>
        {examples.map((example) => (
          <li key={`${example.method} ${example.name}`}>
            <button
              type="button"
              class="example"
              aria-pressed={example.name === chosen}
              disabled={!isKnown(example)}
              onClick={() => onPick(example)}
            >
              {shownText(example.name)}
              {!isKnown(example) && <span class="example-method">a large file, not sent to this page</span>}
              {methods.length > 1 && <span class="example-method">{example.method}</span>}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
