// The files of an example, to be read below its page on the site.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const languages: Readonly<Record<string, string>> = { py: 'python', yaml: 'yaml', xml: 'xml', csv: 'csv', txt: 'text' };
const hidden = new Set(['__pycache__', 'README.md', 'requirements.lock', 'weights.lock']);
/** More of a file is nothing to read on a page. */
const longest = 6000;

/** What is written below the page of the example at `directory`. */
export function exampleFiles(directory: string): string {
  const parts = shownFiles(directory).flatMap((name) => [
    `### ${name}`,
    `\`\`\`\`${languageOf(name)}\n${readFileSync(join(directory, name), 'utf8').trimEnd()}\n\`\`\`\``,
  ]);
  return parts.length === 0 ? '' : `\n\n## Its files\n\n${parts.join('\n\n')}\n`;
}

/** The names of the files that are shown. */
export function shownFiles(directory: string): string[] {
  return namesBelow(directory, '').filter(
    (name) => languageOf(name) !== undefined && statSync(join(directory, name)).size <= longest,
  );
}

function languageOf(name: string): string | undefined {
  return languages[name.split('.').pop() ?? ''];
}

/** Names of files from `directory` on, those of the truss itself first. */
function namesBelow(directory: string, inner: string): string[] {
  const entries = readdirSync(join(directory, inner), { withFileTypes: true }).filter(({ name }) => !hidden.has(name));
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => join(inner, name));
  const folders = entries.filter((entry) => entry.isDirectory());
  return [...files.toSorted(), ...folders.flatMap(({ name }) => namesBelow(directory, join(inner, name)))];
}
