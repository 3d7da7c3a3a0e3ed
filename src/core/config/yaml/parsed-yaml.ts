import type { Document, LineCounter } from 'yaml';

/** A parsed text with its positions. */
export interface ParsedYaml {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}
