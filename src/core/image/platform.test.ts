import { expect, test } from 'vitest';

import { isPlatform, plainPlatform } from './platform.ts';

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

test.each([
  ['arm64', true],
  ['linux/arm/v6', true],
  ['quantum', false],
  ['linux/amd64,linux/arm64', false],
  ['linux/amd64/v3/more', false],
  ['', false],
])('whether %j is one platform: %s', (given, is) => {
  expect(isPlatform(given)).toBe(is);
});
