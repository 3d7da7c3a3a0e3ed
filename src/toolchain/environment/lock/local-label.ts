import { normaliseName } from '../../../core/requirements/requirement-name.ts';
import type { SourceLine } from '../sources/source-line.ts';

/** `torch==2.9.0+cpu`: the name (with extras), the public version, and the local label. */
const LABELLED = /^([\w.-]+(?:\[[^\]]*\])?\s*===?\s*)([^+;\s]+)\+([\w.]+)/;

/** What uv says of a version that no index has. */
const NO_VERSION = /there (?:is|are) no versions? of ([\w.-]+)(?:\[[^\]]*\])?===?(\S+?\+[\w.]+)/;

/**
 * A build with a local label, such as `torch==2.9.0+cpu`, is on an index of its own, which nobody wrote down when the package was
 * installed. Where uv says that it found no such version: that line, and the same without the label. Else null.
 */
export function withoutLocalLabel(
  lines: readonly SourceLine[],
  uvMessage: string,
): { readonly from: SourceLine; readonly to: SourceLine } | null {
  const [, name, version] = NO_VERSION.exec(uvMessage.replaceAll(/\s+/g, ' ')) ?? [];
  if (name === undefined || version === undefined) return null;
  const from = lines.find((line) => line.name === normaliseName(name) && line.text.includes(version));
  if (from === undefined || !LABELLED.test(from.text)) return null;
  return { from, to: { ...from, text: from.text.replace(LABELLED, '$1$2') } };
}
