/** Where methods of models are asked in the APIs of OpenAI and Anthropic, and of the servers that copy them. */
export const METHOD_PATHS = {
  chat_completions: '/v1/chat/completions',
  completions: '/v1/completions',
  embeddings: '/v1/embeddings',
  messages: '/v1/messages',
  messages_count_tokens: '/v1/messages/count_tokens',
  responses: '/v1/responses',
  rerank: '/v1/rerank',
  moderations: '/v1/moderations',
  images_generations: '/v1/images/generations',
  audio_transcriptions: '/v1/audio/transcriptions',
  audio_translations: '/v1/audio/translations',
  audio_speech: '/v1/audio/speech',
} as const;

/** A method of a model that has a path of its own. */
export type PathMethod = keyof typeof METHOD_PATHS;

/** Whether a method has a path of its own. */
export function hasMethodPath(method: string): method is PathMethod {
  return Object.hasOwn(METHOD_PATHS, method);
}

/** The method that is asked at a path; null where it is none of these. */
export function methodOfPath(path: string): PathMethod | null {
  const found = Object.entries(METHOD_PATHS).find(([, each]) => each === path)?.[0];
  return found !== undefined && hasMethodPath(found) ? found : null;
}
