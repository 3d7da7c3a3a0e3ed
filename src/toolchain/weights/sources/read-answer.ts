/** A page of a listing has a thousand objects at most, with keys of a kilobyte. */
const LONGEST_TEXT = 16 * 2 ** 20;

/** The whole of a short answer. */
export async function readAnswer(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > LONGEST_TEXT) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
