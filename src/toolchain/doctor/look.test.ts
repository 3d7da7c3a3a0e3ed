// The checks that ask programs and the disk: on a machine that is made for the test.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { Check } from './check.ts';
import { containerGpuCheck } from './container-gpu.ts';
import { dockerCheck } from './docker.ts';
import { gpuCheck } from './gpu.ts';
import { homeCheck } from './home.ts';
import { networkCheck } from './network.ts';
import { uvCheck } from './uv.ts';

let root: string;
const { signal } = new AbortController();

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'truss-doctor-'));
  vi.stubEnv('PATH', root);
  vi.stubEnv('HOME', root);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

/** Puts a program on the PATH: a shell script. */
function program(name: string, script: string): void {
  writeFileSync(join(root, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

/** What a check says, with the test's directory as `~`. */
async function told({ look }: Check): Promise<string> {
  const { status, found, advice } = await look(signal);
  return [`${status}: ${found}`, ...(advice === undefined ? [] : [advice])].join('\n').replaceAll(root, '~');
}

/** A client of Docker. `server`, `buildx`, `info`: what it does when it is asked for these. */
const client = (server: string, buildx = 'exit 1', info = 'exit 1'): string =>
  `case "$1" in version) ${server};; buildx) ${buildx};; info) ${info};; esac`;

/** What Docker's `version` says of a client and an engine. */
const versions = (own: string, engine: string): string =>
  `echo '{"Client": {"Version": "${own}"}, "Server": {"Version": "${engine}", "Os": "linux", "Arch": "amd64"}}'`;

const podman = `echo '{"Client": {"Version": "4.3.1", "OsArch": "linux/amd64"}}'`;

describe('docker', () => {
  test('is not there', async () => {
    expect(await told(dockerCheck)).toMatch(
      /^missing: There is neither docker nor podman on the PATH.\nOnly images need it. /,
    );
  });

  test('has no daemon', async () => {
    program('docker', client('echo "Cannot connect to the Docker daemon." >&2; exit 1'));
    expect(await told(dockerCheck)).toMatch(
      /^doubtful: docker is installed, and does not run: Cannot connect to the Docker daemon.\nStart it/,
    );
  });

  test('has no buildx', async () => {
    program('docker', client(versions('28.2.2', '26.1.5')));
    expect(await told(dockerCheck)).toMatchInlineSnapshot(`
      "doubtful: Docker 26.1.5, no BuildKit (~/docker)
      Install the buildx plugin before you build an image: https://docs.docker.com/go/buildx"
    `);
  });

  test('is whole', async () => {
    program('docker', client(versions('28.2.2', '26.1.5'), 'echo github.com/docker/buildx v0.13.1 788433953af1'));
    expect(await told(dockerCheck)).toBe('found: Docker 26.1.5, BuildKit by buildx (~/docker)');
  });

  test('is Podman where there is no Docker', async () => {
    program('podman', podman);
    expect(await told(dockerCheck)).toBe('found: Podman 4.3.1, Buildah (~/podman)');
  });
});

describe.skipIf(process.platform !== 'linux')('a GPU in a container', () => {
  const smi = 'echo "GPU 0: NVIDIA H200"';
  const engine = (info: string): string => client(versions('20.10.24', '20.10.24'), undefined, `echo '${info}'`);

  test.each([
    ['no driver', {}, 'missing: none: this machine has no NVIDIA driver (nvidia-smi)'],
    [
      'a driver that does not answer',
      { 'nvidia-smi': 'echo "has failed" >&2; exit 9' },
      'doubtful: none: the driver does not answer: has failed',
    ],
    ['no engine', { 'nvidia-smi': smi }, 'missing: none: there is no engine of containers that answers'],
    [
      'no toolkit',
      { 'nvidia-smi': smi, docker: engine('{}') },
      'doubtful: none: the NVIDIA Container Toolkit is not installed',
    ],
    [
      'a daemon that is not told of it',
      { 'nvidia-smi': smi, docker: client(versions('20.10.24', '20.10.24'), undefined, 'echo no >&2; exit 1') },
      'doubtful: unknown: docker info: no',
    ],
    [
      'a virtual machine around',
      { 'nvidia-smi': smi, docker: engine('{"OperatingSystem": "Docker Desktop"}') },
      'doubtful: none: Docker Desktop',
    ],
    [
      'no rights',
      { 'nvidia-smi': smi, docker: engine('{"Runtimes": {"nvidia": {}}, "SecurityOptions": ["name=rootless"]}') },
      'doubtful: Docker without root',
    ],
    [
      'all of it',
      { 'nvidia-smi': smi, docker: engine('{"Runtimes": {"nvidia": {}}}') },
      'found: Docker, by the runtime nvidia',
    ],
    [
      'Podman, which is told of no devices',
      { 'nvidia-smi': smi, podman },
      'doubtful: none: Podman has no description of the devices (CDI)',
    ],
  ])('meets %s', async (_, programs, expected) => {
    for (const [name, script] of Object.entries(programs)) program(name, script);
    expect(await told(containerGpuCheck)).toContain(expected);
  });

  test('meets an engine on another machine', async () => {
    vi.stubEnv('DOCKER_HOST', 'ssh://elsewhere');
    program('nvidia-smi', smi);
    program('docker', engine('{}'));
    expect(await told(containerGpuCheck)).toContain('unknown: the engine is elsewhere (DOCKER_HOST=ssh://elsewhere)');
  });
});

describe.skipIf(process.platform === 'darwin')('gpu', () => {
  test('is not there', async () => {
    expect(await told(gpuCheck)).toBe('missing: none; models run on the processor');
  });

  test('has a driver that does not answer', async () => {
    program('nvidia-smi', 'echo "NVIDIA-SMI has failed."; exit 9');
    expect(await told(gpuCheck)).toMatchInlineSnapshot(`
      "doubtful: unknown (~/nvidia-smi)
      The driver does not answer, so that models cannot use it either: NVIDIA-SMI has failed."
    `);
  });

  test('are several', async () => {
    program('nvidia-smi', 'echo "NVIDIA H200, 143771 MiB, 570.86"; echo "Tesla T4, 15360 MiB, 570.86"');
    expect(await told(gpuCheck)).toBe(
      'found: NVIDIA H200, 143771 MiB, driver 570.86; Tesla T4, 15360 MiB, driver 570.86',
    );
  });
});

describe.skipIf(process.platform === 'darwin')('a PyTorch in an environment', () => {
  /** A GPU of a compute capability. */
  function gpu(capability: string): void {
    program(
      'nvidia-smi',
      `case "$1" in *compute_cap) echo "GeForce, ${capability}";; *) echo "GeForce, 32000 MiB, 570.86";; esac`,
    );
  }

  /** An environment with a PyTorch that says what it was compiled for. */
  function environment(name: string, torch: string, flags: string): void {
    vi.stubEnv('TRUSS_HOME', join(root, 'home'));
    const home = join(root, 'home', 'envs', name);
    mkdirSync(join(home, 'v', 'lib', 'python3.11', 'site-packages', `torch-${torch}.dist-info`), { recursive: true });
    mkdirSync(join(home, 'v', 'bin'));
    writeFileSync(join(home, 'v', 'bin', 'python'), `#!/bin/sh\necho "${torch} ${flags}"\n`, { mode: 0o755 });
    const marker = { format: 1, directory: 'v', version: '3.11.7', created: '2026-01-01T00:00:00Z' };
    writeFileSync(join(home, 'environment.json'), JSON.stringify(marker));
  }

  test('has no kernels for the GPU', async () => {
    gpu('12.0');
    environment('py311-old', '2.5.1+cu124', 'sm_80 sm_90');
    environment('py311-new', '2.9.0+cu128', 'sm_90 sm_120');
    expect(await told(gpuCheck)).toMatchInlineSnapshot(`
      "doubtful: GeForce, 32000 MiB, driver 570.86; torch 2.5.1+cu124 is for GPUs; torch 2.9.0+cu128 is for GPUs
      An environment has a PyTorch without kernels for a GPU here, where a model fails with "no kernel image is available". torch 2.5.1+cu124 for GeForce (sm_120): it has sm_80, sm_90. Require a torch that has them: a newer one for a newer GPU, one for an older CUDA (\`--extra-index-url https://download.pytorch.org/whl/cu126\`) for an older one."
    `);
  });

  test.each([
    ['12.0', 'sm_90 sm_120', '; torch 2.9.0 is for GPUs'],
    ['9.0', 'sm_80 sm_90', '; torch 2.9.0 is for GPUs'],
    ['12.0', '', '; torch 2.9.0 is for processors alone'],
    ['[N/A]', 'sm_80', ''],
  ])('is no matter on a GPU of %s where it is for "%s", and is told%s', async (capability, flags, build) => {
    gpu(capability);
    environment('py311-a', '2.9.0', flags);
    expect(await told(gpuCheck)).toBe(`found: GeForce, 32000 MiB, driver 570.86${build}`);
  });

  test('is not asked after where the driver is too old to tell', async () => {
    const script = 'case "$1" in *compute_cap) echo "not a valid field"; exit 2;; *) echo "K80, 12 MiB, 410";; esac';
    program('nvidia-smi', script);
    environment('py311-a', '2.9.0', 'sm_90');
    expect(await told(gpuCheck)).toBe('found: K80, 12 MiB, driver 410');
  });
});

describe('uv', () => {
  test('is not there', async () => {
    vi.stubEnv('TRUSS_UV', '');
    vi.stubEnv('TRUSS_PYTHON', '');
    expect(await told(uvCheck)).toMatch(
      /^missing: uv, which makes the environments.*\nInstall it with `pip install uv`/,
    );
  });

  test('is there', async () => {
    program('uv', 'echo "uv 0.9.1 (abc)"');
    vi.stubEnv('TRUSS_UV', join(root, 'uv'));
    expect(await told(uvCheck)).toBe('found: 0.9.1 (~/uv)');
  });
});

describe('home', () => {
  const home = (): string => join(root, 'home');
  beforeEach(() => vi.stubEnv('TRUSS_HOME', home()));

  test('may be made when it is needed', async () => {
    expect(await told(homeCheck)).toBe('found: ~/home (made when it is needed)');
  });

  test('is a file', async () => {
    writeFileSync(home(), '');
    expect(await told(homeCheck)).toMatch(/^missing: ~\/home cannot be written\n/);
  });

  test('is open to others', async () => {
    mkdirSync(home());
    chmodSync(home(), 0o777);
    expect(await told(homeCheck)).toBe('doubtful: ~/home can be written by others\nClose it: chmod 700 ~/home');
  });

  test('has secrets that others can read', async () => {
    mkdirSync(home(), { mode: 0o700 });
    expect(await told(homeCheck)).toBe('found: ~/home');
    writeFileSync(join(home(), 'config.yaml'), 'secrets: {a: hunter2}\n', { mode: 0o644 });
    expect(await told(homeCheck)).toMatch(/^doubtful: .* holds secrets.*\nClose it: chmod 600 ~\/home\/config.yaml/);
  });
});

describe('network', () => {
  beforeEach(() => {
    for (const name of Object.keys(process.env)) {
      if (/proxy|cert|ca_|index|pip_|uv_/i.test(name)) vi.stubEnv(name, undefined);
    }
    // The machine of the tests may have a pip.conf of its own.
    vi.stubEnv('PIP_CONFIG_FILE', '/dev/null');
  });

  test('needs nothing', async () => {
    expect(await told(networkCheck)).toBe('found: set: PIP_CONFIG_FILE');
  });

  test('names the files of pip', async () => {
    writeFileSync(join(root, 'pip.conf'), '[global]\nindex-url = https://me:hunter2@index\n');
    vi.stubEnv('PIP_CONFIG_FILE', join(root, 'pip.conf'));
    const words = await told(networkCheck);
    expect(words).toContain('~/pip.conf');
    expect(words).not.toContain('hunter2');
  });

  test('names variables, and never what is in them', async () => {
    vi.stubEnv('https_proxy', 'http://me:hunter2@proxy');
    vi.stubEnv('UV_INDEX_URL', 'https://me:hunter2@index');
    vi.stubEnv('SSL_CERT_FILE', join(root, 'gone.pem'));
    vi.stubEnv('UV_CACHE_DIR', root);
    expect(await told(networkCheck)).toMatchInlineSnapshot(`
      "doubtful: set: PIP_CONFIG_FILE, SSL_CERT_FILE, UV_INDEX_URL, https_proxy
      Correct SSL_CERT_FILE: there is no such file."
    `);
  });
});
