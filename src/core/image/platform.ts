/** Names of processors that some use for those of Go, which engines have. */
const PROCESSORS: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64', armhf: 'arm', armel: 'arm' };

/** The variants of processors that everybody means who names none. */
const USUAL = new Set(['amd64/v1', 'arm64/v8', 'arm/v7']);

/** The processors for which there are images of Linux. */
const KNOWN = new Set(['386', 'amd64', 'arm', 'arm64', 'loong64', 'mips64le', 'ppc64le', 'riscv64', 's390x']);

/** Whether this names one platform that an engine may know. */
export function isPlatform(platform: string): boolean {
  const [system, processor = ''] = plainPlatform(platform).split('/');
  return system === 'linux' && KNOWN.has(processor) && platform.split('/').length <= 3;
}

/** `linux/arm64` for all that means it: `arm64`, `linux/aarch64`, `linux/arm64/v8`. */
export function plainPlatform(platform: string): string {
  const parts = platform.trim().toLowerCase().split('/');
  const [system = '', named = '', variant = ''] = parts.length === 1 ? ['linux', ...parts] : parts;
  const processor = PROCESSORS[named] ?? named;
  const isUsual = variant === '' || USUAL.has(`${processor}/${variant}`);
  return `${system}/${processor}${isUsual ? '' : `/${variant}`}`;
}
