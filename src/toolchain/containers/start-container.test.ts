import { expect, test } from 'vitest';

import { gpuArguments } from './start-container.ts';

test.each([
  ['all', ['--gpus', 'all'], ['--device', 'nvidia.com/gpu=all']],
  ['2', ['--gpus', '2'], ['--device', 'nvidia.com/gpu=0', '--device', 'nvidia.com/gpu=1']],
  ['device=1,3', ['--gpus', '"device=1,3"'], ['--device', 'nvidia.com/gpu=1', '--device', 'nvidia.com/gpu=3']],
])('--gpus %s in the words of each engine', (gpus, docker, podman) => {
  expect(gpuArguments({ kind: 'docker' }, gpus)).toEqual(docker);
  expect(gpuArguments({ kind: 'podman' }, gpus)).toEqual(podman);
});
