import { entryName } from '../../core/config/entry-name.ts';
import { UNDEPLOYED } from '../../core/config/undeployed.ts';
import type { Example, JsonExample } from '../../core/examples/examples.ts';
import { PREDICT } from '../../core/examples/examples.ts';
import type { ShownExample } from '../../core/schema/model-source.ts';
import type { EntryOptions } from '../../server/entry-options.ts';

/** A truss as whoever runs it has found it: opened by the toolchain, or read in an image. */
export interface FoundTruss extends Pick<
  EntryOptions,
  'directory' | 'python' | 'workerPackages' | 'config' | 'written' | 'secrets' | 'workers' | 'weights'
> {
  /** Requests that warm the model up. */
  readonly examples: readonly Example[];
  /** The same for those who ask what the model takes. */
  readonly shownExamples: readonly ShownExample[];
}

/** What the server needs to run a truss. */
export function describeEntry({ examples, ...found }: FoundTruss): EntryOptions {
  return { ...UNDEPLOYED, ...found, name: entryName(found.config.model_name), examples: examples.filter(isPlain) };
}

/** Whether a request is JSON for predict, of which all protocols can tell. */
function isPlain(example: Example): example is JsonExample {
  return 'body' in example && example.method === PREDICT;
}
