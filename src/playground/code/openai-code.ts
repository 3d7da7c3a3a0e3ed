import { isMap } from '../json/exact-json.ts';
import type { Code, CodeRequest } from './code-request.ts';
import { pythonLiteral, pythonText } from './literals.ts';

/** A method of the client: what it is called, the words that it takes as its own, and how its answer is printed. */
interface ClientMethod {
  readonly call: string;
  readonly words: readonly string[];
  readonly shown: string;
  /** Of one item of a stream; null where there are none. */
  readonly piece: readonly string[] | null;
}

const COMMON = ['model', 'user'];
const SAMPLING = [
  'temperature',
  'top_p',
  'stop',
  'seed',
  'n',
  'max_tokens',
  'frequency_penalty',
  'presence_penalty',
  'stream',
];

const METHODS: Readonly<Record<string, ClientMethod>> = {
  chat_completions: {
    call: 'chat.completions.create',
    words: [...COMMON, ...SAMPLING, 'messages', 'tools', 'tool_choice', 'response_format', 'max_completion_tokens'],
    shown: 'answer.choices[0].message.content',
    piece: ['    if chunk.choices:', '        print(chunk.choices[0].delta.content or "", end="", flush=True)'],
  },
  completions: {
    call: 'completions.create',
    words: [...COMMON, ...SAMPLING, 'prompt', 'echo', 'suffix'],
    shown: 'answer.choices[0].text',
    piece: ['    if chunk.choices:', '        print(chunk.choices[0].text, end="", flush=True)'],
  },
  embeddings: {
    call: 'embeddings.create',
    words: [...COMMON, 'input', 'dimensions', 'encoding_format'],
    shown: 'answer.data',
    piece: null,
  },
  responses: {
    call: 'responses.create',
    words: [...COMMON, 'input', 'instructions', 'temperature', 'top_p', 'max_output_tokens', 'stream'],
    shown: 'answer.output_text',
    piece: ['    print(chunk)'],
  },
  moderations: { call: 'moderations.create', words: [...COMMON, 'input'], shown: 'answer', piece: null },
  images_generations: {
    call: 'images.generate',
    words: [...COMMON, 'prompt', 'size', 'n', 'response_format'],
    shown: 'answer',
    piece: null,
  },
};

/** A program for the package `openai`, where the method is one that it knows. */
export function openaiCode({ url, method, model, body, streams, needsToken }: CodeRequest): Code {
  const known = METHODS[method];
  if (known === undefined || body.kind !== 'json' || !isMap(body.value)) {
    return {
      missing:
        'The client of OpenAI asks chat_completions, completions, embeddings, responses, moderations and images alone.',
    };
  }
  const given = Object.entries({ model, ...body.value });
  const own = given.filter(([name]) => known.words.includes(name));
  const more = given.filter(([name]) => !known.words.includes(name));
  const words = own.map(([name, value]) => `    ${name}=${pythonLiteral(value, '    ')},`);
  if (more.length > 0) words.push(`    extra_body=${pythonLiteral(Object.fromEntries(more), '    ')},`);
  const lines = [
    ...(needsToken ? ['import os', ''] : []),
    'from openai import OpenAI',
    '',
    `client = OpenAI(base_url=${pythonText(`${url}/v1`)}, api_key=${needsToken ? 'os.environ["TOKEN"]' : '"none"'})`,
    `answer = client.${known.call}(`,
    ...words,
    ')',
    ...(streams && known.piece !== null ? ['for chunk in answer:', ...known.piece] : [`print(${known.shown})`]),
  ];
  return { text: `${lines.join('\n')}\n` };
}
