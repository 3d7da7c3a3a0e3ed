import type { RawAnswer } from './answer-reader.ts';

/** What an answer with a status of failure is called, and what it says. */
export function describeRefusal({ status, body }: Pick<RawAnswer, 'status' | 'body'>): {
  readonly kind: string;
  readonly message: string;
} {
  const text = body.toString();
  const { error, code } = readMembers(text);
  const kind = typeof code === 'string' ? `HTTP ${status} ${code}` : `HTTP ${status}`;
  return { kind, message: typeof error === 'string' ? error : text };
}

function readMembers(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
