/** Whether a text of uv's speaks of a package, by its normalised name. */
export function namesPackage(text: string, name: string): boolean {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`(?<![\\w.-])${escaped}(?![\\w-])`, 'i').test(text);
}
