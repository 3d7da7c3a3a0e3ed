import type { ModelSource } from '../../core/schema/model-source.ts';
import type { Entry } from './entry.ts';

/** What is known of a model that is served. */
export function modelSource({ name, version, facts, signature, capabilities }: Entry): ModelSource {
  const { description, shownExamples: examples, upstreamMethod } = facts;
  return { name, version, description, signature, model: capabilities, examples, upstreamMethod };
}
