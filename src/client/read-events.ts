/** More than any line of a stream has; a server that sends no line feed shall not fill the memory. */
const MAX_EVENT_CHARACTERS = 64 * 1024 * 1024;

/** An event of a stream. */
export interface StreamEvent {
  /** What its `event:` says; empty where it says nothing. */
  readonly kind: string;
  readonly data: string;
}

/**
 * Server-sent events, as they come (https://html.spec.whatwg.org/multipage/server-sent-events.html, 9.2.6):
 * lines that begin with `data:` are joined by line feeds and end with an empty line; comments and other fields are left
 * out, and so is an event that the end of the stream cuts off.
 *
 * @throws {RangeError} where one event is longer than 64 MiB.
 */
export async function* readEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent> {
  let data: string[] = [];
  let kind = '';
  for await (const line of readLines(chunks)) {
    if (line === '') {
      if (data.length > 0) yield { kind, data: data.join('\n') };
      data = [];
      kind = '';
    } else if (line === 'data' || line.startsWith('data:')) data.push(line.slice('data:'.length).replace(/^ /, ''));
    else if (line.startsWith('event:')) kind = line.slice('event:'.length).trim();
  }
}

async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    if (rest.length > MAX_EVENT_CHARACTERS) throw new RangeError('an event of the stream is longer than 64 MiB');
    // A carriage return at the end may be half of a line end.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest.endsWith('\r')) yield rest.slice(0, -1);
}
