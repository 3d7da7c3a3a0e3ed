import type { PathMethod } from './method-paths.ts';

/** The smallest request of a method that its clients could have sent: a JSON object, or the fields of a form, in which `@` begins the name of a file. */
export type MethodSample =
  | { readonly json: Readonly<Record<string, unknown>> }
  | { readonly form: Readonly<Record<string, string>> };

const MESSAGES = [{ role: 'user', content: 'Hello' }];

const SPEECH: MethodSample = { form: { file: '@audio.wav' } };

/** What to send to each route of the APIs of OpenAI and Anthropic, but for the name of the model. */
export const METHOD_SAMPLES: Readonly<Record<PathMethod, MethodSample>> = {
  chat_completions: { json: { messages: MESSAGES } },
  completions: { json: { prompt: 'Hello' } },
  embeddings: { json: { input: 'Hello' } },
  messages: { json: { max_tokens: 100, messages: MESSAGES } },
  messages_count_tokens: { json: { messages: MESSAGES } },
  responses: { json: { input: 'Hello' } },
  rerank: { json: { query: 'Hello', documents: ['Hello you', 'Goodbye'] } },
  moderations: { json: { input: 'Hello' } },
  images_generations: { json: { prompt: 'A cat' } },
  audio_transcriptions: SPEECH,
  audio_translations: SPEECH,
  audio_speech: { json: { input: 'Hello', voice: 'alloy' } },
};
