/** A line of requirements without its comment. A `#` begins one only after a space: addresses have fragments. */
export function withoutComment(line: string): string {
  return line.replace(/(?:^|\s)#.*$/s, '').trim();
}
