// What somebody reads whose image cannot be built or run.
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { findEngine } from '../../src/toolchain/docker/find-engine.ts';
import { DockerBench, hasDocker } from '../support/docker.ts';
import { echoTruss } from '../support/echo-truss.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

describe.skipIf(!hasDocker)('an image that cannot be', () => {
  const scenario = new TrussScenario();
  const bench = new DockerBench();
  afterAll(async () => {
    await bench.close();
    await scenario.close();
  });

  /** The error of a command, whose code is 1. */
  async function failure(
    words: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly code: string; readonly message: string; readonly hint: string }> {
    const { code, stdout, stderr } = await scenario.run([...words, '--json'], { env });
    expect(code, stdout + stderr).toBe(1);
    return (JSON.parse(stdout) as { readonly error: Awaited<ReturnType<typeof failure>> }).error;
  }

  async function build(name: string, files: Readonly<Record<string, string>>): ReturnType<typeof failure> {
    scenario.write(echoTruss(name, files));
    return failure(['image', 'build', name, '--tag', bench.tag(name)]);
  }

  it('stands on an image that no registry has', async () => {
    const error = await build('baseless', { 'config.yaml': 'base_image: {image: "localhost:1/none:1"}\n' });
    expect(error).toMatchObject({
      code: 'IMAGE_BASE_UNAVAILABLE',
      message: expect.stringContaining('localhost:1/none:1'),
    });
    expect(error.hint).toContain('docker login');
    const elsewhere = await failure([
      'image',
      'build',
      'baseless',
      '--tag',
      bench.tag('baseless'),
      '--platform',
      'linux/s390x',
    ]);
    expect(elsewhere.message).toContain('localhost:1/none:1 cannot be had for linux/s390x: ');
  });

  it('has a build command that fails: which, and what it printed', async () => {
    const error = await build('command', { 'config.yaml': 'build_commands: ["true", "echo so it goes; exit 3"]\n' });
    expect(error).toMatchObject({ code: 'IMAGE_BUILD_FAILED' });
    expect(error.message).toMatch(/build command 2 \(exit code 3\)\n\s+so it goes$/);
  });

  it('wants a system package that there is not', async () => {
    const error = await build('package', { 'config.yaml': 'system_packages: [no-such-package-here]\n' });
    expect(error.message).toMatch(/failed at: system packages[^]*no-such-package-here/);
    expect(error.hint).toContain('system_packages');
  });

  it('requires a package that does not build: its line, and why', async () => {
    const setup = 'raise SystemExit("no compiler for you")\n';
    const error = await build('broken', {
      'config.yaml': 'requirements: [./packages/own]\n',
      'packages/own/pyproject.toml':
        '[project]\nname = "own"\nversion = "1"\n[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n',
      'packages/own/setup.py': `import pathlib\nif pathlib.Path("/.dockerenv").exists() or pathlib.Path("/run/uv").exists():\n    ${setup}`,
    });
    expect(error).toMatchObject({
      code: 'ENV_INSTALL_FAILED',
      message: expect.stringContaining('no compiler for you'),
      hint: expect.stringContaining('system_packages'),
      issues: [{ path: 'requirements[0]', line: 1 }],
    });
  });

  async function slimImage(): Promise<string> {
    const names = await bench.run('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', 'python');
    return names.split('\n').find((name) => name.endsWith('-slim')) ?? '';
  }

  it('stands on an image for another kind of processor', async () => {
    const base = bench.tag('foreign');
    // A program of a machine that nobody has.
    const foreign = `FROM ${await slimImage()}\nRUN python3 -c "import os; b = bytearray(open('/bin/sh', 'rb').read()); b[18] = 250; os.unlink('/bin/sh'); open('/bin/sh', 'wb').write(b); os.chmod('/bin/sh', 0o755)"\n`;
    scenario.write({ 'foreign-base/Dockerfile': foreign });
    await bench.run('build', '--quiet', '--tag', base, join(scenario.directory, 'foreign-base'));
    const error = await build('foreign', { 'config.yaml': `base_image: {image: "${base}"}\n` });
    expect(error).toMatchObject({ code: 'IMAGE_PLATFORM', hint: expect.stringContaining('--platform') });
  });

  it('has a file that cannot be read whole, on an image whose shell knows nothing of failing pipes', async () => {
    const base = bench.tag('torn');
    const tar = '#!/bin/sh\n/bin/tar.real "$@" || exit\n[ "$1" != --create ] || exit 2\n';
    const slim = await slimImage();
    const torn = `FROM ${slim}\nCOPY tar /bin/tar.new\nRUN mv /bin/tar /bin/tar.real && mv /bin/tar.new /bin/tar && chmod +x /bin/tar\n`;
    scenario.write({ 'torn-base/Dockerfile': torn, 'torn-base/tar': tar });
    await bench.run('build', '--quiet', '--tag', base, join(scenario.directory, 'torn-base'));
    const error = await build('torn', { 'config.yaml': `base_image: {image: "${base}"}\n` });
    expect(error).toMatchObject({
      code: 'IMAGE_BUILD_FAILED',
      message: expect.stringContaining('the server of Truss'),
    });
  });

  it('is for an engine that does not run', async () => {
    scenario.write(echoTruss('engineless'));
    // Podman, where it is installed, would be taken instead.
    const { command } = await findEngine();
    mkdirSync(join(scenario.directory, 'only'));
    symlinkSync(command, join(scenario.directory, 'only/docker'));
    const env = { DOCKER_HOST: 'unix:///nowhere/docker.sock', PATH: join(scenario.directory, 'only') };
    const error = await failure(['image', 'build', 'engineless'], env);
    expect(error).toMatchObject({ code: 'IMAGE_ENGINE_DOWN', hint: expect.stringContaining('Start it') });
    expect((await failure(['container', 'list'], { PATH: scenario.directory })).code).toBe('IMAGE_ENGINE_MISSING');
  });
});

describe.skipIf(!hasDocker)('a build that is given up', () => {
  const scenario = new TrussScenario();
  const bench = new DockerBench();
  afterAll(async () => {
    await bench.close();
    await scenario.close();
  });

  it('goes with Ctrl-C, leaves no image and no file of a secret, and the next one is not kept waiting', async () => {
    const config = (command: string): string => `build_commands: ["${command}"]\n`;
    const mark = { 'data/mark.txt': bench.mark };
    scenario.write(echoTruss('long', { 'config.yaml': config('echo it is at it; sleep 600'), ...mark }));
    scenario.write({ 'tmp/keep': '', netrc: 'machine packages.example.com login somebody password word\n' });
    const env = {
      TMPDIR: join(scenario.directory, 'tmp'),
      NETRC: join(scenario.directory, 'netrc'),
      UV_INDEX_A_PASSWORD: 'b',
    };
    const tag = bench.tag('long');
    const building = scenario.start(['image', 'build', 'long', '--tag', tag, '--progress', 'plain'], { env });
    await building.untilPrinted(/it is at it\s/);
    expect(readdirSync(env.TMPDIR)).toHaveLength(2);
    building.signal('SIGINT');
    expect((await building.ended).code).toBe(130);
    expect(readdirSync(env.TMPDIR)).toEqual(['keep']);
    await expect(bench.run('image', 'inspect', tag)).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
    scenario.write(echoTruss('long', { 'config.yaml': config('true'), ...mark }));
    const { code, stderr } = await scenario.run(['image', 'build', 'long', '--tag', tag]);
    expect(code, stderr).toBe(0);
  });
});

describe.skipIf(!hasDocker)('a container that cannot run', () => {
  const scenario = new TrussScenario();
  const bench = new DockerBench();
  beforeAll(() => {
    scenario.write(echoTruss('dying', { 'model/model.py': 'raise KeyError("a word at the end")\n' }));
    scenario.write(echoTruss('fine'));
  });
  afterAll(async () => {
    await bench.close();
    await scenario.close();
  });
  const run = async (name: string, ...words: string[]): Promise<{ code: string; message: string }> => {
    const { stdout } = await scenario.run(['image', 'run', name, '--tag', bench.tag(name), ...words, '--json']);
    return (JSON.parse(stdout) as { error: { code: string; message: string } }).error;
  };

  it('has a model that does not load: its last words, and nothing is left of it', async () => {
    const error = await run('dying', '--port', '0', '--detach');
    expect(error.code).toBe('CONTAINER_DIED');
    expect(error.message).toMatch(/exit code 1[^]*\n {4}Traceback[^]*\n {6}\S[^]*\n {4}KeyError[^]*a word at the end/);
    const { stdout } = await scenario.run(['container', 'list', '--all', '--truss', 'dying', '--json']);
    expect(JSON.parse(stdout)).toEqual({ containers: [] });
  });

  it('has a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const error = await run('fine', '--port', String(port), '--detach');
      expect(error).toMatchObject({ code: 'CONTAINER_PORT_TAKEN', message: `Port ${port} is taken.` });
    } finally {
      server.close();
    }
    const { stdout } = await scenario.run(['container', 'list', '--all', '--truss', 'fine', '--json']);
    expect(JSON.parse(stdout)).toEqual({ containers: [] });
  });

  it('goes with Ctrl-C while its model loads', async () => {
    const model =
      'import time\n\nclass Model:\n    def load(self):\n        time.sleep(600)\n    def predict(self, request):\n        return request\n';
    scenario.write(echoTruss('slow', { 'model/model.py': model }));
    const name = `${bench.mark}-slow`;
    const words = ['image', 'run', 'slow', '--tag', bench.tag('slow'), '--name', name, '--port', '0', '--json'];
    const running = scenario.start(words);
    await expect
      .poll(() => bench.run('inspect', '--format', '{{.State.Status}}', name).catch(() => ''))
      .toBe('running');
    running.signal('SIGINT');
    expect((await running.ended).code).toBe(130);
    await expect(bench.run('container', 'inspect', name)).rejects.toMatchObject({ code: 'CONTAINER_NOT_FOUND' });
  });

  it('goes with Ctrl-C, which stops and removes it', async () => {
    const running = scenario.start(['image', 'run', 'fine', '--tag', bench.tag('fine'), '--port', '0', '--json']);
    const [, name = ''] = await running.untilPrinted(/"name":"([^"]+)"/);
    running.signal('SIGINT');
    await running.ended;
    await expect(bench.run('container', 'inspect', name)).rejects.toMatchObject({ code: 'CONTAINER_NOT_FOUND' });
  });
});
