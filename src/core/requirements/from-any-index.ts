/**
 * The options with which uv looks for a package in every index of a lock, and not only in the first that knows a package of this name.
 * PyTorch's index, for one, has numpy at a few versions, of which the one locked is none. A lock has one version of a package for a
 * platform, and the hashes of its files, so that no index can put in another.
 */
export const FROM_ANY_INDEX: readonly string[] = ['--index-strategy', 'unsafe-best-match'];
