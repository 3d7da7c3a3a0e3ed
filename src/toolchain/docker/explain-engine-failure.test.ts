import { expect, test } from 'vitest';

import { explainEngineFailure } from './explain-engine-failure.ts';

// What clients of Docker 20.10 and 26 and of Podman 4 have written.
test.each([
  [
    'IMAGE_ENGINE_FORBIDDEN',
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.24/images/json": dial unix /var/run/docker.sock: connect: permission denied',
    'usermod -aG docker',
  ],
  [
    'IMAGE_ENGINE_DOWN',
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    'systemctl start docker',
  ],
  ['DISK_FULL', 'failed to copy files: copy file range failed: no space left on device', 'docker system prune'],
  [
    'DISK_FULL',
    'Error processing tar file(exit status 1): write /usr/lib/x.so: no space left on device',
    'builder prune',
  ],
  [
    'CONTAINER_PORT_TAKEN',
    'Error response from daemon: driver failed programming external connectivity on endpoint iris (4a1e): Error starting userland proxy: listen tcp4 127.0.0.1:18999: bind: address already in use',
    '--port 0',
  ],
  ['CONTAINER_PORT_TAKEN', 'Error: rootlessport listen tcp 127.0.0.1:18999: bind: address already in use', '--port 0'],
  [
    'IMAGE_PLATFORM',
    'standard_init_linux.go:228: exec user process caused: exec format error',
    `--platform linux/${process.arch === 'arm64' ? 'arm64' : 'amd64'}`,
  ],
  [
    'CONTAINER_GPU_MISSING',
    'Error response from daemon: could not select device driver "" with capabilities: [[gpu]]',
    'NVIDIA Container Toolkit',
  ],
  ['CONTAINER_NOT_FOUND', 'Error: inspecting object: no such container iris', 'truss container list'],
  ['CONTAINER_NOT_FOUND', 'Error response from daemon: No such container: iris', 'truss container list'],
  [
    'IMAGE_ENGINE_FAILED',
    'Error: container-init binary not found on the host: stat /usr/libexec/podman/catatonit: no such file or directory',
    'catatonit',
  ],
])('%s: %s', (code, stderr, hint) => {
  expect(explainEngineFailure(stderr, 'docker')).toMatchObject({ code, hint: expect.stringContaining(hint) });
});

test('what nobody has foreseen is told as it was said', () => {
  expect(explainEngineFailure('one\ntwo\nthree\nfour\n', 'podman')).toMatchObject({
    code: 'IMAGE_ENGINE_FAILED',
    message: 'podman failed: two\nthree\nfour',
  });
});
