import type { Route } from '../route.ts';
import { anthropicError } from './anthropic-error.ts';
import type { OpenAiOperationOptions } from './openai-operation.ts';
import { openAiOperation } from './openai-operation.ts';
import { openAiError } from './openai-error.ts';
import { serveOpenAi } from './serve-openai.ts';

/** Routes of OpenAI's and Anthropic's APIs, and of the servers that copy them, with the method of the model that answers. */
export const OPENAI_ROUTES: readonly Route[] = [
  route('/v1/chat/completions', 'chat_completions'),
  route('/v1/completions', 'completions'),
  route('/v1/embeddings', 'embeddings'),
  route('/v1/messages', 'messages', { errorShape: anthropicError }),
  route('/v1/responses', 'responses'),
  route('/v1/rerank', 'rerank'),
  route('/v1/moderations', 'moderations'),
  route('/v1/images/generations', 'images_generations'),
  route('/v1/audio/transcriptions', 'audio_transcriptions'),
  route('/v1/audio/translations', 'audio_translations'),
  route('/v1/audio/speech', 'audio_speech', { framing: 'raw' }),
];

function route(path: string, method: string, differences: Partial<OpenAiOperationOptions> = {}): Route {
  const operation = openAiOperation({ method, errorShape: openAiError, framing: 'sse', ...differences });
  const { errorShape } = operation;
  return { method: 'POST', path, errorShape, of: 'server', serve: (call) => serveOpenAi(call, operation) };
}
