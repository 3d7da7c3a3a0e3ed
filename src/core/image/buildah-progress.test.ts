import { expect, test } from 'vitest';

import { createBuildahReader } from './buildah-progress.ts';
import type { Stage } from './dockerfile.ts';

const stages: readonly Stage[] = [
  { about: '', from: 'a:1', name: 'tools', instructions: [{ layer: null, about: 'uv', text: 'RUN get uv' }] },
  {
    about: '',
    from: 'b:1',
    instructions: [
      { layer: null, about: '', text: 'USER root' },
      { layer: 'environment', about: 'Python packages', text: 'RUN install' },
    ],
  },
];

/** A reader whose clock goes on by a second each time that it is looked at. */
function reader(of: readonly Stage[]): ReturnType<typeof createBuildahReader> {
  let time = 0;
  return createBuildahReader(of, () => (time += 1000));
}

/** As Podman 4.3 prints it, stdout and stderr. */
const PRINTED = `[1/2] STEP 1/2: FROM a:1 AS tools
[1/2] STEP 2/2: RUN get uv
--> Using cache ee3cac68d20d
--> ee3cac68d20
[2/2] STEP 1/5: FROM b:1
[2/2] STEP 2/5: USER root
--> 86df02d77cb
[2/2] STEP 3/5: RUN install
Resolved 3 packages
error: no such thing
Error: building at STEP "RUN install": while running runtime: exit status 1
`;

test('tells steps in the words of the plan, and keeps what the failed one printed', () => {
  const read = reader(stages);
  expect(
    PRINTED.trimEnd()
      .split('\n')
      .flatMap((line) => read.read(line)),
  ).toEqual([
    { kind: 'begun', id: '1.1', layer: 'base', about: 'base image a:1', done: 0, total: 4 },
    { kind: 'ended', id: '1.1', step: { layer: 'base', about: 'base image a:1', seconds: 1, cached: false } },
    { kind: 'begun', id: '1.2', layer: null, about: 'uv', done: 1, total: 4 },
    { kind: 'ended', id: '1.2', step: { layer: null, about: 'uv', seconds: 1, cached: true } },
    { kind: 'begun', id: '2.1', layer: 'base', about: 'base image b:1', done: 2, total: 4 },
    { kind: 'ended', id: '2.1', step: { layer: 'base', about: 'base image b:1', seconds: 1, cached: false } },
    { kind: 'begun', id: '2.3', layer: 'environment', about: 'Python packages', done: 3, total: 4 },
    { kind: 'said', id: '2.3', about: 'Python packages', line: 'Resolved 3 packages' },
    { kind: 'said', id: '2.3', about: 'Python packages', line: 'error: no such thing' },
    { kind: 'failed', id: '2.3', about: 'Python packages', instruction: stages[1]?.instructions[1] },
  ]);
  expect(read.lastWords()).toEqual(['Resolved 3 packages', 'error: no such thing']);
});

test('of one stage no number is told, and labels that are given beside the Dockerfile are no steps', () => {
  const read = reader(stages.slice(1));
  const lines = ['STEP 3/4: RUN install', '--> 86df02d77cb', 'STEP 4/4: LABEL "a"="b"', 'COMMIT x', '--> 80b9cf3a868'];
  expect(lines.flatMap((line) => read.read(line)).map(({ kind }) => kind)).toEqual(['begun', 'ended']);
});
