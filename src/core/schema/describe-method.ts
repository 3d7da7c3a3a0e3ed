import type { PathMethod } from '../protocols/method-paths.ts';
import { hasMethodPath, METHOD_PATHS } from '../protocols/method-paths.ts';
import { findInput, findOutput } from './find-schemas.ts';
import { mediaGiven, mediaTaken } from './media-types.ts';
import type { MethodSchema, MethodUse, Streaming } from './model-schema.ts';
import type { KnownMethod, ModelSource } from './model-source.ts';
import { PROTOCOL_SCHEMAS } from './protocol-schemas.ts';

/** What is known of one method. */
export function describeMethod(source: ModelSource, name: string): MethodSchema {
  const known = source.model?.methods[name];
  const streams = streaming(name, known);
  const examples = source.examples.filter(({ method }) => method === name);
  const input = findInput(source, name, examples);
  const output = findOutput(source, name, { examples, isStream: streams === 'always' });
  const item = hasMethodPath(name) && streams !== 'never' ? PROTOCOL_SCHEMAS[name].item : undefined;
  return {
    name,
    path: hasMethodPath(name) ? METHOD_PATHS[name] : `/v1/models/${source.name}:${name}`,
    description: firstParagraph(known?.description ?? null),
    kind: hasMethodPath(name) ? USES[name] : 'predict',
    takes: mediaTaken({ name, schema: input, examples }),
    gives: mediaGiven({ name, schema: output, streams, examples }),
    streams,
    input_schema: input,
    output_schema: output,
    ...(item !== undefined && { item_schema: item }),
  };
}

const USES: Readonly<Record<PathMethod, MethodUse>> = {
  chat_completions: 'chat',
  completions: 'completion',
  embeddings: 'embedding',
  messages: 'chat',
  messages_count_tokens: 'tokens',
  responses: 'chat',
  rerank: 'rerank',
  moderations: 'moderation',
  images_generations: 'image',
  audio_transcriptions: 'audio',
  audio_translations: 'audio',
  audio_speech: 'audio',
};

/** Methods whose clients say in the body whether they want a stream. */
const STREAM_IS_ASKED: ReadonlySet<string> = new Set(['chat_completions', 'completions', 'messages', 'responses']);

function streaming(name: string, known: KnownMethod | undefined): Streaming {
  if (known?.kind === 'generator' || known?.kind === 'asyncGenerator') return 'always';
  if (known?.streams === true) return 'asked';
  return STREAM_IS_ASKED.has(name) ? 'asked' : 'never';
}

function firstParagraph(text: string | null): string | null {
  const [first = ''] = (text ?? '').trim().split(/\n\s*\n/);
  return first === '' ? null : first.replaceAll(/\s*\n\s*/g, ' ');
}
