/** The text of a requirements file: UTF-16 where its mark says so, as PowerShell's `pip freeze > …` writes it, else UTF-8. */
export function decodeRequirements(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder().decode(bytes);
}
