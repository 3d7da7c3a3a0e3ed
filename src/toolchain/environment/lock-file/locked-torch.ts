import { packageName } from '../../../core/requirements/package-name.ts';
import { readLockEntries } from './lock-file.ts';

/** Which build of torch a lock has for Linux, as `torch 2.9.0, the build for processors`; null: none. */
export function lockedTorch(lock: string): string | null {
  const pins = readLockEntries(lock).flatMap(({ requirement }) => {
    const [, version] = /^torch==([^\s;]+)/.exec(requirement) ?? [];
    return version === undefined || packageName(requirement) !== 'torch' ? [] : [version];
  });
  // Where platforms differ, the one with a label is that of Linux: macOS has builds for processors alone.
  const version = pins.find((pin) => pin.includes('+')) ?? pins[0];
  if (version === undefined) return null;
  const [plain, label] = version.split('+');
  return `torch ${plain}, ${describe(label)}`;
}

function describe(label: string | undefined): string {
  if (label === undefined) return 'the build of the package index';
  return label.startsWith('cpu') ? 'the build for processors' : `the build for ${label}`;
}
