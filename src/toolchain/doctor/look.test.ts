// The checks that ask programs and the disk: on a machine that is made for the test.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { Check } from './check.ts';
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

describe('docker', () => {
  const client = (server: string, buildx: string): string =>
    `case "$1" in --version) echo "Docker version 28.2.2, build e6534b4";; version) ${server};; buildx) ${buildx};; esac`;

  test('is not there', async () => {
    expect(await told(dockerCheck)).toMatch(/^missing: no docker on the PATH\nOnly images need it: /);
  });

  test('has no daemon', async () => {
    program('docker', client('echo "Cannot connect to the Docker daemon." >&2; exit 1', 'exit 1'));
    expect(await told(dockerCheck)).toMatchInlineSnapshot(`
      "doubtful: client 28.2.2 (~/docker), no daemon
      Start Docker, or let your user reach it, before you build an image: Cannot connect to the Docker daemon."
    `);
  });

  test('has no buildx', async () => {
    program('docker', client('echo 26.1.5', 'exit 1'));
    expect(await told(dockerCheck)).toMatchInlineSnapshot(`
      "doubtful: client 28.2.2 (~/docker), daemon 26.1.5, no buildx
      Install the buildx plugin before you build an image: https://docs.docker.com/go/buildx"
    `);
  });

  test('is whole', async () => {
    program('docker', client('echo 26.1.5', 'echo github.com/docker/buildx v0.13.1 788433953af1'));
    expect(await told(dockerCheck)).toBe('found: client 28.2.2 (~/docker), daemon 26.1.5, buildx v0.13.1');
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
