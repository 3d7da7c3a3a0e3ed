const BASE = 36;
const DIGITS = 7;

/** Tells long names apart that begin alike: FNV-1a of 32 bits, in seven letters and digits. */
export function shortDigest(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(BASE).padStart(DIGITS, '0');
}
