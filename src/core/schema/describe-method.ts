import type { PathMethod } from '../protocols/method-paths.ts';
import { hasMethodPath, METHOD_PATHS } from '../protocols/method-paths.ts';
import type { JsonSchema } from './json-schema.ts';
import { isRecord } from './json-schema.ts';
import { mediaGiven, mediaTaken } from './media-types.ts';
import type { MethodSchema, MethodUse, Streaming } from './model-schema.ts';
import type { KnownMethod, ModelSource } from './model-source.ts';
import { signatureInputSchema, signatureOutputSchema } from './signature-schema.ts';

/** What is known of one method. */
export function describeMethod(source: ModelSource, name: string): MethodSchema {
  const known = source.model?.methods[name];
  const input = ownInput(source, name);
  const output = ownOutput(source, name);
  const streams = streaming(name, known);
  const examples = source.examples.filter(({ method }) => method === name);
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

/** Annotations say what the code does; the signature stands for them where there are none. */
function ownInput({ model, signature }: ModelSource, name: string): JsonSchema | null {
  if (name !== 'predict') return asSchema(model?.methods[name]?.inputSchema);
  return asSchema(model?.inputSchema) ?? (signature && signatureInputSchema(signature));
}

function ownOutput({ model, signature }: ModelSource, name: string): JsonSchema | null {
  if (name !== 'predict') return asSchema(model?.methods[name]?.outputSchema);
  return asSchema(model?.outputSchema) ?? (signature && signatureOutputSchema(signature));
}

function asSchema(value: unknown): JsonSchema | null {
  return isRecord(value) ? value : null;
}

function firstParagraph(text: string | null): string | null {
  const [first = ''] = (text ?? '').trim().split(/\n\s*\n/);
  return first === '' ? null : first.replaceAll(/\s*\n\s*/g, ' ');
}
