/** Names of processors that some use for those of Go, which engines have. */
const PROCESSORS: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64', armhf: 'arm', armel: 'arm' };

/** The variants of processors that everybody means who names none. */
const USUAL = new Set(['amd64/v1', 'arm64/v8', 'arm/v7']);

/** `linux/arm64` for all that means it: `arm64`, `linux/aarch64`, `linux/arm64/v8`. */
export function plainPlatform(platform: string): string {
  const parts = platform.trim().toLowerCase().split('/');
  const [system = '', named = '', variant = ''] = parts.length === 1 ? ['linux', ...parts] : parts;
  const processor = PROCESSORS[named] ?? named;
  const isUsual = variant === '' || USUAL.has(`${processor}/${variant}`);
  return `${system}/${processor}${isUsual ? '' : `/${variant}`}`;
}
