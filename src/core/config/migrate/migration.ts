import type { ParsedYaml } from '../yaml/parsed-yaml.ts';

/** The text of a config while old forms are replaced in it. */
interface ConfigText {
  readonly text: string;
  readonly parsed: ParsedYaml;
  /** The plain value of the text. */
  readonly value: unknown;
}

/** One field that was brought into today's form. */
export interface ConfigChange {
  /** The field as it was written: `resources.use_gpu`. */
  readonly path: string;
  /** What became of it, and why. */
  readonly message: string;
}

/** Replaces one old form, if it is there: gives the new text, or null where there is nothing to replace. */
export type Migration = (config: ConfigText) => (ConfigChange & { readonly text: string }) | null;
