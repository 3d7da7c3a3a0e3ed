// Images for another kind of machine than this one: what they are made of is the same lock and the same context.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DockerBench, hasDocker } from '../support/docker.ts';
import { echoTruss } from '../support/echo-truss.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

interface Kind {
  readonly platform: string;
  /** As Python names its processor. */
  readonly machine: string;
  /** The number of its processor in programs. */
  readonly elf: number;
}

const AMD64: Kind = { platform: 'linux/amd64', machine: 'x86_64', elf: 62 };
const ARM64: Kind = { platform: 'linux/arm64', machine: 'aarch64', elf: 183 };
const [here, other] = process.arch === 'arm64' ? [ARM64, AMD64] : [AMD64, ARM64];

const config = `requirements:
  - numpy==2.4.6
  - six==1.17.0 ; platform_machine == "${other.machine}"
  - idna==3.10 ; platform_machine == "${here.machine}"
`;

describe.skipIf(!hasDocker)('an image for another platform', () => {
  const scenario = new TrussScenario();
  const bench = new DockerBench();
  const tag = bench.tag('both');
  beforeAll(async () => {
    scenario.write(echoTruss('both', { 'config.yaml': config, 'data/mark.txt': bench.mark }));
    await json('image', 'build', 'both', '--tag', tag);
  });
  afterAll(async () => {
    await bench.close();
    await scenario.close();
  });

  async function json(...words: readonly string[]): Promise<Record<string, unknown>> {
    const { code, stdout, stderr } = await scenario.run([...words, '--json']);
    expect(code, stdout + stderr).toBe(0);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  async function failure(...words: readonly string[]): Promise<unknown> {
    const { code, stdout, stderr } = await scenario.run([...words, '--json']);
    expect(code, stdout + stderr).toBe(1);
    return (JSON.parse(stdout) as { readonly error: unknown }).error;
  }

  it('has from a lock made here what it needs: its own files, by their hashes, and what is for it alone', async () => {
    await json('image', 'context', 'out', 'both');
    const [, options = ''] =
      /uv pip install (.*?) --compile-bytecode/.exec(
        readFileSync(join(scenario.directory, 'out/Dockerfile'), 'utf8'),
      ) ?? [];
    expect(options.split(' ')).toContain('--require-hashes');
    const target = join(scenario.directory, 'installed');
    const place = ['--target', target, '--python-version', '3.11', '--python', process.env['TRUSS_TEST_PYTHON'] ?? ''];
    const platform = ['--python-platform', `${other.machine}-manylinux_2_36`, '--only-binary', ':all:'];
    const lock = ['--requirements', join(scenario.directory, 'out/requirements.lock')];
    const words = ['pip', 'install', '--quiet', ...options.split(' '), ...place, ...platform, ...lock];
    execFileSync(process.env['TRUSS_UV'] ?? 'uv', words, { stdio: 'pipe' });
    const module = readFileSync(
      join(target, `numpy/_core/_multiarray_umath.cpython-311-${other.machine}-linux-gnu.so`),
    );
    expect(module.readUInt16LE(18)).toBe(other.elf);
    expect(existsSync(join(target, 'six.py'))).toBe(true);
    expect(existsSync(join(target, 'idna'))).toBe(false);
  });

  it('has here what is for this platform, and its verification misses nothing', async () => {
    expect(await json('image', 'verify', tag)).toMatchObject({ packages: 2, differences: [] });
  });

  it('is not taken for one of this platform, nor the other way', async () => {
    const labels = JSON.parse(
      await bench.run('image', 'inspect', '--format', '{{json .Config.Labels}}', tag),
    ) as Readonly<Record<string, string>>;
    const told = Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]);
    scenario.write({ 'foreign/Dockerfile': 'FROM scratch\nCOPY Dockerfile /\n' });
    const foreign = bench.tag('foreign');
    const place = join(scenario.directory, 'foreign');
    await bench.run('build', '--quiet', '--platform', other.platform, ...told, '--tag', foreign, place);
    const build = ['image', 'build', 'both', '--tag'];
    expect(await json(...build, tag)).toMatchObject({ built: false, platform: here.platform });
    const found = await json(...build, foreign, '--platform', other.machine);
    expect(found).toMatchObject({ built: false, platform: other.platform });
    await bench.run('image', 'rm', '--force', tag);
    expect(await json(...build, tag)).toMatchObject({ built: true, platform: here.platform });
  });

  it('cannot be where a package has no files for it: which, and for what there are', async () => {
    scenario.write(echoTruss('metal', { 'config.yaml': 'requirements: [six, tensorflow-metal==1.2.0]\n' }));
    expect(await failure('image', 'build', 'metal', '--tag', bench.tag('metal'))).toMatchObject({
      code: 'ENV_REQUIREMENT_NOT_FOUND',
      message: expect.stringMatching(
        new RegExp(
          `^tensorflow-metal==1\\.2\\.0 has no files for Linux on ${here.machine} \\(glibc [\\d.]+\\)\\. It has them for macOS on arm64`,
        ),
      ),
      hint: expect.stringContaining('sys_platform'),
      issues: [{ path: 'requirements[1]', line: 1 }],
    });
  });

  it.each(['linux/amd64,linux/arm64', 'quantum'])('is none where the engine cannot build for %s', async (platform) => {
    const words = ['image', 'build', 'both', '--tag', bench.tag('several'), '--platform', platform];
    expect(await failure(...words)).toMatchObject({
      code: 'IMAGE_PLATFORM',
      message: `The engine cannot build for this: ${platform}`,
      hint: expect.stringContaining('one platform'),
    });
  });
});
