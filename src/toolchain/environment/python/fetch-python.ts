/**
 * Fetches a Python of a minor version to where `findPython` looks. Gives the reason, as a part of a sentence, where it cannot be
 * had; null: it is there.
 */
export type FetchPython = (minor: number) => Promise<string | null>;
