import { describe, expect, test } from 'vitest';

import { lockedLines, readLockEntries, readLockHeader, renderLock } from './lock-file.ts';

const BODY = `--extra-index-url https://wheels/simple

-e ./mine
gitted @ git+https://hub/o/r.git@0123
idna==3.20 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via
    #   requests
    #   anyio
numpy==2.2.6 ; python_full_version < '3.11' \\
    --hash=sha256:cc
    # via scikit-learn
    # from https://wheels/simple
./packages/x
`;

describe('the header', () => {
  test('is read as it was written', () => {
    const header = { minor: 11, sources: 'sha256:00', implied: ['numpy', 'pyyaml'] };
    expect(readLockHeader(renderLock(header, BODY))).toEqual(header);
    expect(readLockHeader(renderLock({ ...header, implied: [] }, ''))).toEqual({ ...header, implied: [] });
  });

  test.each([
    ['no header', BODY],
    ['half a header', '# python: 3.11\n'],
    ['an unfinished merge', `${renderLock({ minor: 11, sources: 's', implied: [] }, BODY)}\n<<<<<<< HEAD\n`],
  ])('is none: %s', (_, text) => {
    expect(readLockHeader(text)).toBeNull();
  });
});

test('entries know whether they have hashes, and what brought them along', () => {
  expect(readLockEntries(renderLock({ minor: 11, sources: 's', implied: [] }, BODY))).toEqual([
    { requirement: '-e ./mine', hashed: false, via: [] },
    { requirement: 'gitted @ git+https://hub/o/r.git@0123', hashed: false, via: [] },
    { requirement: 'idna==3.20', hashed: true, via: ['requests', 'anyio'] },
    { requirement: "numpy==2.2.6 ; python_full_version < '3.11'", hashed: true, via: ['scikit-learn'] },
    { requirement: './packages/x', hashed: false, via: [] },
  ]);
});

test('comments decide nothing', () => {
  const commented = BODY.replaceAll(/^ +#.*\n/gm, '');
  expect(lockedLines(renderLock({ minor: 11, sources: 'a', implied: [] }, BODY))).toEqual(lockedLines(commented));
});
