import { expect, test } from 'vitest';

import { nodeProblem } from './node-version.ts';

test.each(['20.20.2', '22.17.9', '8.0.0'])('Node %s is too old, and it is said what to do', (version) => {
  expect(nodeProblem(version)).toContain(`needs Node 22.18 or newer, and this is ${version}`);
});

test.each(['22.18.0', '23.0.0', '24.21.0'])('Node %s is new enough', (version) => {
  expect(nodeProblem(version)).toBeNull();
});
