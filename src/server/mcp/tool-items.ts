// The items of a streamed answer, and the answer that they are together.
import type { ToolAnswer } from '../../core/mcp/tool-result.ts';
import { isRecord, toSchema } from '../../core/schema/json-schema.ts';
import { answerOf, jsonAnswer } from './tool-answer.ts';

/** Keeps the items of a stream until it is over. */
export class ToolItems {
  readonly #items: Uint8Array[] = [];
  readonly #contentType: string;
  /** Whether the items are pieces of what a chat says, of which the text alone is meant to be read. */
  readonly #isChat: boolean;
  /** What all of them take. */
  bytes = 0;

  constructor(contentType: string, isChat: boolean) {
    this.#contentType = contentType;
    this.#isChat = isChat;
  }

  get count(): number {
    return this.#items.length;
  }

  /** Adds an item; the text that it is to somebody who watches, empty where it is none. */
  add(item: Uint8Array): string {
    this.#items.push(item);
    this.bytes += item.length;
    if (!isReadable(this.#contentType)) return '';
    const text = textOf(item);
    return this.#isChat ? (saidIn(text) ?? text) : text.replace(/\n$/, '');
  }

  /** All of them: texts one after another, values as an array, bytes as the file that they are. */
  join(): ToolAnswer {
    const whole = Buffer.concat(this.#items);
    if (!isReadable(this.#contentType)) return answerOf(this.#contentType, whole);
    const texts = this.#items.map(textOf);
    const said = this.#isChat ? texts.map(saidIn) : [];
    if (said.length > 0 && said.every((text) => text !== null)) return { kind: 'text', text: said.join('') };
    if (!this.#contentType.startsWith('application/x-ndjson')) return { kind: 'text', text: whole.toString() };
    const joined = jsonAnswer(`[${texts.map((text) => text.trimEnd()).join(',')}]`);
    // Of a model that calls its pieces so, and gives others.
    return joined.kind === 'json' ? joined : { kind: 'text', text: whole.toString() };
  }
}

function isReadable(contentType: string): boolean {
  return contentType.startsWith('text/') || contentType.startsWith('application/x-ndjson');
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
}

/** What a piece of a chat says, in the form of OpenAI's or Anthropic's, by itself or as an event; null where it is of neither. */
function saidIn(item: string): string | null {
  const data = item.includes('data:')
    ? [...item.matchAll(/^data: ?(.*)$/gm)].map(([, line = '']) => line)
    : [item.trim()];
  const pieces = data.filter((line) => line !== '' && line !== '[DONE]').map(saidInPiece);
  return pieces.every((piece) => piece !== null) ? pieces.join('') : null;
}

function saidInPiece(json: string): string | null {
  const piece = parse(json);
  if (!isRecord(piece)) return null;
  const { choices, type, delta } = piece;
  if (Array.isArray(choices)) {
    const choice = toSchema(choices[0]);
    return asText(toSchema(choice['delta'])['content'] ?? choice['text']);
  }
  if (typeof type !== 'string') return null;
  return asText(typeof delta === 'string' ? delta : toSchema(delta)['text']);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
