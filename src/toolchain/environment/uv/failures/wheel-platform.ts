/** The C library that a wheel of an older name is for. */
const GLIBC: Readonly<Record<string, string>> = { '1': '2.5', '2010': '2.12', '2014': '2.17' };

/**
 * What the platform tag of a wheel means: `manylinux_2_17_x86_64` is Linux on x86_64 with a glibc from 2.17 on. A tag that is not known is
 * told as it is.
 */
export function describePlatform(tag: string): string {
  const [, old, modern, linux] = /^manylinux(?:(1|2010|2014)|_(\d+_\d+))_(\w+)$/.exec(tag) ?? [];
  if (linux !== undefined) return `Linux on ${linux} (glibc ${GLIBC[old ?? ''] ?? modern?.replace('_', '.')})`;
  const [, version, musl] = /^musllinux_(\d+_\d+)_(\w+)$/.exec(tag) ?? [];
  if (musl !== undefined) return `Linux on ${musl} (musl ${version?.replace('_', '.')})`;
  const [, plain] = /^linux_(\w+)$/.exec(tag) ?? [];
  if (plain !== undefined) return `Linux on ${plain}`;
  const [, release, mac] = /^macosx_(\d+_\d+)_(\w+)$/.exec(tag) ?? [];
  if (mac !== undefined) return `macOS on ${mac} (${release?.replace('_', '.')})`;
  const [, windows] = /^win(?:_(\w+)|32)$/.exec(tag) ?? [];
  return tag.startsWith('win') ? `Windows on ${windows ?? 'x86'}` : tag;
}
