// The text in answers of the protocols of OpenAI and Anthropic, whole or in pieces.
import { isMap } from '../json/exact-json.ts';

/** What an answer says; null where it is of no protocol that says something. */
export function saidText(value: unknown): string | null {
  if (!isMap(value)) return null;
  const { choices, content, output } = value;
  if (Array.isArray(choices)) return textIn(choices[0]);
  if (value['type'] === 'message' && Array.isArray(content)) return joined(content);
  if (value['object'] === 'response' && Array.isArray(output)) {
    return joined(
      output.flatMap((each) => (isMap(each) && Array.isArray(each['content']) ? (each['content'] as unknown[]) : [])),
    );
  }
  return typeof value['text'] === 'string' && Object.keys(value).length <= 4 ? value['text'] : null;
}

/** What one item of a stream adds to the text; null where it is no piece of one. */
export function saidPiece(item: unknown): string | null {
  if (typeof item === 'string') return item;
  if (!isMap(item)) return null;
  const { choices, delta, type } = item;
  if (Array.isArray(choices)) return textIn(choices[0]) ?? '';
  if (type === 'content_block_delta' && isMap(delta)) return typeof delta['text'] === 'string' ? delta['text'] : '';
  if (type === 'response.output_text.delta') return typeof delta === 'string' ? delta : '';
  // The other events of such streams say nothing.
  return typeof type === 'string' && /^(message_|content_block_|response\.|ping$)/.test(type) ? '' : null;
}

function textIn(choice: unknown): string | null {
  if (!isMap(choice)) return null;
  const { message, delta, text } = choice;
  if (typeof text === 'string') return text;
  const inner = isMap(message) ? message : isMap(delta) ? delta : {};
  return typeof inner['content'] === 'string' ? inner['content'] : null;
}

function joined(parts: readonly unknown[]): string {
  return parts.map((part) => (isMap(part) && typeof part['text'] === 'string' ? part['text'] : '')).join('');
}
