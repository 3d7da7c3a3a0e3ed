// Where a file of the repository lies on the site.

/** The first page of the site, to which links to the README lead. */
export const firstPage = 'site/landing.md';

const documents = /^docs\//;
const example = /^examples\/([^/]+)\/README\.md$/;
const ofProject = /^([A-Z]+)\.md$/;

/** The path of a page on the site, from its root; undefined for a file that is no page. */
export function sitePath(file: string): string | undefined {
  if (file === 'README.md' || file === firstPage) return 'index.md';
  if (file === 'examples/README.md') return 'examples/index.md';
  const [, name] = example.exec(file) ?? [];
  if (name !== undefined) return `examples/${name}.md`;
  const [, title] = ofProject.exec(file) ?? [];
  if (title !== undefined) return `project/${title.toLowerCase()}.md`;
  return documents.test(file) && file.endsWith('.md') ? file.replace(documents, '') : undefined;
}
