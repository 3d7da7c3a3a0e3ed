import { expect, test } from 'vitest';

import { plainPlatform } from './platform.ts';

test.each([
  ['linux/amd64', 'linux/amd64'],
  ['linux/x86_64', 'linux/amd64'],
  ['linux/arm64', 'linux/arm64'],
  ['linux/arm64/v8', 'linux/arm64'],
  ['aarch64', 'linux/arm64'],
  ['Linux/ARM64', 'linux/arm64'],
  ['linux/arm/v7', 'linux/arm'],
  ['linux/arm/v6', 'linux/arm/v6'],
  ['linux/amd64/v3', 'linux/amd64/v3'],
])('%s is %s', (given, plain) => {
  expect(plainPlatform(given)).toBe(plain);
});
