import type { PathMethod } from '../../../core/protocols/method-paths.ts';
import { METHOD_PATHS } from '../../../core/protocols/method-paths.ts';
import type { Route } from '../exchange/route.ts';
import { anthropicError } from './anthropic-error.ts';
import { describeMethod } from './describe-method.ts';
import { openAiError } from './openai-error.ts';
import type { OpenAiOperationOptions } from './openai-operation.ts';
import { openAiOperation } from './openai-operation.ts';
import { serveOpenAi } from './serve-openai.ts';

/** Routes of OpenAI's and Anthropic's APIs, and of the servers that copy them, with the method of the model that answers. */
export const OPENAI_ROUTES: readonly Route[] = [
  route('chat_completions'),
  route('completions'),
  route('embeddings'),
  route('messages', { errorShape: anthropicError }),
  route('messages_count_tokens', { errorShape: anthropicError }),
  route('responses'),
  route('rerank'),
  // Where Cohere's clients ask for it now.
  { ...route('rerank'), path: '/v2/rerank' },
  route('moderations'),
  route('images_generations'),
  route('audio_transcriptions'),
  route('audio_translations'),
  route('audio_speech', { framing: 'raw' }),
];

function route(method: PathMethod, differences: Partial<OpenAiOperationOptions> = {}): Route {
  const operation = openAiOperation({ method, errorShape: openAiError, framing: 'sse', ...differences });
  const { errorShape } = operation;
  return {
    method: 'POST',
    path: METHOD_PATHS[method],
    asksModel: true,
    errorShape,
    of: 'server',
    serve: (call) => serveOpenAi(call, operation),
    describe: (entries) => describeMethod(entries, method),
  };
}
