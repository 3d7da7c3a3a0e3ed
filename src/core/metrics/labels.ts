// The labels of a sample of a model's, beside those that the server adds: none may stand twice, or Prometheus drops the whole
// target. A model's own gets the name that Prometheus itself gives to labels in such a conflict (`honor_labels: false`).

const LABEL = /\s*(?:(?<bare>[a-zA-Z_]\w*)|"(?<quoted>(?:[^"\\]|\\.)*)")\s*=\s*(?<value>"(?:[^"\\]|\\.)*")\s*(?:,|$)/sy;

const BARE = /^[a-zA-Z_]\w*$/;

/**
 * The labels of a sample as they stand between its braces, with those of the server.
 *
 * @param own the model's, as they stand between its braces
 * @param added the server's: name to value
 * @returns null where its own are none of the format, or one stands twice
 */
export function joinLabels(own: string, added: Readonly<Record<string, string>>): string | null {
  const labels = readLabels(own);
  if (labels === null) return null;
  const taken = new Set([...labels.keys(), ...Object.keys(added)]);
  const written: string[] = [];
  for (const [name, value] of labels) {
    written.push(`${nameText(name in added ? freeName(name, taken) : name)}=${value}`);
  }
  for (const [name, value] of Object.entries(added)) written.push(`${name}="${escapeLabel(value)}"`);
  return written.join(',');
}

/** Name to value, the value in its quotes; null where the text is none of the format. */
function readLabels(text: string): Map<string, string> | null {
  const labels = new Map<string, string>();
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.trimEnd().length) {
    const found = LABEL.exec(text)?.groups;
    if (found === undefined) return null;
    const name = found['bare'] ?? found['quoted'] ?? '';
    if (labels.has(name)) return null;
    labels.set(name, found['value'] ?? '""');
  }
  return labels;
}

function freeName(name: string, taken: Set<string>): string {
  let free = `exported_${name}`;
  while (taken.has(free)) free = `exported_${free}`;
  taken.add(free);
  return free;
}

function nameText(name: string): string {
  return BARE.test(name) ? name : `"${name}"`;
}

/** The value of a label as it stands between its quotes. */
export function escapeLabel(value: string): string {
  return value
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`);
}
