// Several texts in Prometheus' format into one: those of a model's workers count the same things under the same names.
// https://prometheus.io/docs/instrumenting/exposition_formats/

import { joinLabels } from './labels.ts';

/** A text and what tells its samples from those of the others. */
export interface Exposition {
  readonly text: string;
  /** Labels that each sample gets: name to value. */
  readonly labels: Readonly<Record<string, string>>;
}

/** A metric with everything that is said of it, since its lines must stand together. */
interface Family {
  readonly comments: string[];
  readonly samples: string[];
}

const COMMENT = /^# (?:HELP|TYPE) (?<name>[a-zA-Z_:][\w:]*)/;
const SAMPLE = /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})?(?<rest>\s.+)$/s;

/** What histograms, summaries and counters add to the name of their metric. */
const SUFFIX = /_(?:bucket|count|sum|total|created)$/;

/**
 * Merges expositions. A line that is none of the format is left out: one broken metric of a model must not cost the others.
 * `taken`: names of metrics that nobody but the server itself may use.
 */
export function mergeExpositions(expositions: readonly Exposition[], taken: ReadonlySet<string>): string {
  const families = new Map<string, Family>();
  for (const { text, labels } of expositions) {
    for (const line of text.split(/\r?\n/)) addLine(families, line, labels);
  }
  const lines: string[] = [];
  for (const [name, { comments, samples }] of families) {
    if (samples.length > 0 && !taken.has(name)) lines.push(...comments, ...samples);
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function addLine(families: Map<string, Family>, line: string, added: Exposition['labels']): void {
  const comment = COMMENT.exec(line)?.groups;
  if (comment !== undefined) {
    const { comments } = familyOf(families, comment['name'] ?? '');
    // The first text to describe a metric speaks for all.
    const kind = line.slice(0, '# HELP '.length);
    if (!comments.some((said) => said.startsWith(kind))) comments.push(line);
    return;
  }
  const sample = SAMPLE.exec(line)?.groups;
  if (sample === undefined) return;
  const { name = '', labels = '', rest = '' } = sample;
  const all = joinLabels(labels, added);
  if (all === null) return;
  const family = families.has(name) ? name : name.replace(SUFFIX, '');
  familyOf(families, families.has(family) ? family : name).samples.push(`${name}{${all}}${rest}`);
}

function familyOf(families: Map<string, Family>, name: string): Family {
  const known = families.get(name);
  if (known !== undefined) return known;
  const family: Family = { comments: [], samples: [] };
  families.set(name, family);
  return family;
}
