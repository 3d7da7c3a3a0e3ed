/** Something wrong in a YAML file, before anybody asks what it means. */
export interface YamlProblem {
  readonly kind: 'syntax' | 'duplicate-key';
  /** The keys and indexes that lead there; empty where the document could not be read. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
  /** The line of the text that it is about, where the position alone says little. It may hold a secret of the user's. */
  readonly excerpt?: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}
