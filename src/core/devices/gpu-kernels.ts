// Which GPUs a build of a library for CUDA can compute on.

/** `sm_90`, `sm_90a`, `compute_120`: what code was compiled for; a letter binds it to that very architecture. */
const ARCHITECTURE = /^(?<kind>sm|compute)_(?<major>\d+)(?<minor>\d)(?<only>[a-z]?)$/;

/**
 * Whether a build has code for a GPU. Machine code (`sm_`) runs on its own generation, from its minor number on; what is compiled when
 * it is loaded (`compute_`) on every GPU that is newer.
 *
 * @param architectures what the build is for, such as `sm_90`.
 * @param capability the GPU's compute capability, such as `12.0`.
 */
export function hasKernels(architectures: readonly string[], capability: string): boolean {
  const [major = Number.NaN, minor = Number.NaN] = capability.split('.').map(Number);
  return architectures.some((architecture) => {
    const { groups } = ARCHITECTURE.exec(architecture) ?? {};
    if (groups === undefined) return false;
    const of = { major: Number(groups['major']), minor: Number(groups['minor']) };
    if (groups['only'] !== '') return of.major === major && of.minor === minor;
    if (groups['kind'] === 'sm') return of.major === major && of.minor <= minor;
    return of.major < major || (of.major === major && of.minor <= minor);
  });
}
