/** What a check found. */
export interface Finding {
  /** `doubtful`: it is there, but something about it will be in the way. */
  readonly status: 'found' | 'doubtful' | 'missing';
  /** What is there, or what is not, in a few words. */
  readonly found: string;
  /** What to do about it; not given where nothing has to be done. */
  readonly advice?: string;
}

/** A look at one thing that Truss uses of the machine. */
export interface Check {
  /** One word, for people and programs. */
  readonly name: string;
  /** Truss can do nothing of use without it. */
  readonly needed: boolean;
  /** Looks. What goes wrong on the way is a finding, not an error. */
  readonly look: (signal: AbortSignal) => Promise<Finding>;
}
