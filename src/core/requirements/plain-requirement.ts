/** What pip lets stand behind a requirement. */
const OPTION_BEHIND = /[\s\\]--(?:hash|config-settings|global-option)[\s=].*$/s;

/**
 * A line of requirements without its comment, and without the hashes and options behind it. A `#` begins a comment only after a space:
 * addresses have fragments.
 */
export function plainRequirement(line: string): string {
  // No pattern here may begin with a repetition: on a long line it would be tried from each place to the end.
  const text = line.replace(/(?:^|\s)#.*$/s, '').trim();
  if (text.startsWith('-')) return text;
  let plain = text.replace(OPTION_BEHIND, '').trimEnd();
  while (plain.endsWith('\\')) plain = plain.slice(0, -1).trimEnd();
  return plain;
}
