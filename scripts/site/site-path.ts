// Where a file of the repository lies on the site.

const documents = /^docs\//;
const example = /^examples\/([^/]+)\/README\.md$/;
const ofProject = /^([A-Z]+)\.md$/;

/** The path of a page on the site, from its root; undefined for a file that is no page. */
export function sitePath(file: string): string | undefined {
  if (file === 'README.md') return 'index.md';
  if (file === 'examples/README.md') return 'examples/index.md';
  const [, name] = example.exec(file) ?? [];
  if (name !== undefined) return `examples/${name}.md`;
  const [, title] = ofProject.exec(file) ?? [];
  if (title !== undefined) return `project/${title.toLowerCase()}.md`;
  return documents.test(file) && file.endsWith('.md') ? file.replace(documents, '') : undefined;
}
