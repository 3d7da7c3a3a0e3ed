import { expect, test } from 'vitest';

import { exactPin } from './exact-pin.ts';
import { needsNumpyOne } from './numpy-one.ts';

test.each([
  ['pandas==1.5.3', true],
  ['pandas==2.2.1', true],
  ['pandas==2.2.2', false],
  ['pandas==2.10', false],
  ['torch==1.10.0+cpu', true],
  ['Scikit_Learn == 1.4.1.post1', true],
  ['opencv-python-headless==4.8.1.78', true],
  ['opencv-python==4.10.0.84', false],
  ['faiss-cpu==1.8.0', true],
  ['six==1.0', false],
])('%s was built before numpy 2: %s', (line, expected) => {
  const pin = exactPin(line);
  expect(pin !== null && needsNumpyOne(pin)).toBe(expected);
});

test.each(['pandas', 'pandas>=1', 'pandas==1.*', 'pandas==1,>0', 'pandas @ https://h/p.whl', '-r a.txt'])(
  '%s leaves a choice',
  (line) => {
    expect(exactPin(line)).toBeNull();
  },
);
