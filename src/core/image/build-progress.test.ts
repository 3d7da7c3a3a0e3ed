import { expect, test } from 'vitest';

import { createBuildReader } from './build-progress.ts';
import type { Stage } from './dockerfile.ts';

const stages: readonly Stage[] = [
  { about: '', from: 'a:1', name: 'tools', instructions: [{ layer: null, about: 'uv', text: 'RUN get uv' }] },
  {
    about: '',
    from: 'b:1',
    instructions: [
      { layer: null, about: '', text: 'USER root' },
      { layer: 'environment', about: 'Python packages', text: 'RUN install' },
      { layer: 'model', about: 'code', text: 'COPY layers/model/ /' },
    ],
  },
];

/** As Docker 20.10 prints it, with two steps that take turns. */
const PRINTED = `#1 [internal] load build definition from Dockerfile
#1 sha256:aa
#1 transferring dockerfile: 1.2kB done
#1 DONE 0.1s

#5 [tools 2/2] RUN get uv
#5 sha256:bb
#5 CACHED

#6 [stage-1 2/3] RUN install
#6 sha256:cc
#6 0.412 Resolved 3 packages
#6 ...

#7 [internal] load build context
#7 DONE 0.0s

#6 [stage-1 2/3] RUN install
#6 1.2 error: no such thing
#6 ERROR: executor failed running [/bin/sh -c install]: exit code: 1
------
 > [stage-1 2/3] RUN install:
------
`;

test('tells steps in the words of the plan, and keeps what the failed one printed', () => {
  const reader = createBuildReader(stages);
  const events = PRINTED.split('\n').flatMap((line) => reader.read(line));
  expect(events).toEqual([
    { kind: 'begun', id: '5', layer: null, about: 'uv', done: 0, total: 5 },
    { kind: 'ended', id: '5', step: { layer: null, about: 'uv', seconds: 0, cached: true } },
    { kind: 'begun', id: '6', layer: 'environment', about: 'Python packages', done: 1, total: 5 },
    { kind: 'said', id: '6', about: 'Python packages', line: 'Resolved 3 packages' },
    { kind: 'said', id: '6', about: 'Python packages', line: 'error: no such thing' },
    { kind: 'failed', id: '6', about: 'Python packages', instruction: stages[1]?.instructions[1] },
  ]);
  expect(reader.lastWords()).toEqual(['Resolved 3 packages', 'error: no such thing']);
});

test('a stage that is alone is not named', () => {
  const reader = createBuildReader(stages.slice(1));
  expect(reader.read('#4 [3/3] COPY layers/model/ /')).toMatchObject([{ kind: 'begun', about: 'code' }]);
  expect(reader.read('#4 DONE 1.5s')).toEqual([
    { kind: 'ended', id: '4', step: { layer: 'model', about: 'code', seconds: 1.5, cached: false } },
  ]);
});
