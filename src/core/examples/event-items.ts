import { parseExactJson } from '../config/yaml/exact-number.ts';

/** What ends the streams of OpenAI's API. */
const END = '[DONE]';

/**
 * What stands in the events of a text of server-sent events, without the mark of their end: values of JSON, and other texts as they are.
 * Null where it is another text.
 */
export function eventItems(text: string): readonly unknown[] | null {
  const events = text.split(/\r?\n\r?\n/).filter((event) => event.trim() !== '');
  const isEvents = events.length > 0 && events.every((event) => /^(?:data|event|id|retry)?:/.test(event));
  if (!isEvents) return null;
  return events
    .map(dataOf)
    .filter((data) => data !== '' && data !== END)
    .map(valueOf);
}

function dataOf(event: string): string {
  const lines = event.split(/\r?\n/).filter((line) => line.startsWith('data:'));
  return lines.map((line) => line.slice('data:'.length).replace(/^ /, '')).join('\n');
}

function valueOf(data: string): unknown {
  try {
    return parseExactJson(data);
  } catch {
    return data;
  }
}
