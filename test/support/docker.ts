// A real engine for tests of images: started by test/setup/with-docker.sh, which also says that there is one.
import { randomBytes } from 'node:crypto';

import type { ContainerEngine } from '../../src/toolchain/docker/find-engine.ts';
import { findEngine } from '../../src/toolchain/docker/find-engine.ts';
import { askEngine } from '../../src/toolchain/docker/run-engine-client.ts';

/** Whether there is an engine with base images. Where not, tests of images are skipped. */
export const hasDocker = process.env['TRUSS_TEST_DOCKER'] === '1';

/** A folder that has a `podman` with base images, and no other program; empty where tests with Podman are skipped. */
export const podmanFolder = process.env['TRUSS_TEST_PODMAN'] ?? '';

/** What a test builds and runs in an engine that belongs to somebody: all of it has names of its own, and goes at the end. */
export class DockerBench {
  /** In the name of every image, so that nothing of the engine's owner is touched. */
  readonly mark = `truss-test-${randomBytes(4).toString('hex')}`;
  readonly #tags = new Set<string>();
  #engine: ContainerEngine | null = null;

  /** The name of an image of this test. */
  tag(name: string): string {
    const tag = `${this.mark}-${name}:latest`;
    this.#tags.add(tag);
    return tag;
  }

  /** Takes an image away at the end that a command has named by itself. */
  adopt(tag: string): void {
    this.#tags.add(tag);
  }

  /** Runs the client of the engine, and gives what it printed. */
  async run(...words: readonly string[]): Promise<string> {
    this.#engine ??= await findEngine();
    return askEngine(this.#engine, words);
  }

  /** Takes images and containers away. */
  async close(): Promise<void> {
    for (const tag of this.#tags) {
      const found = await this.run('container', 'ls', '--all', '--quiet', '--filter', `ancestor=${tag}`).catch(
        () => '',
      );
      if (found !== '') await this.run('container', 'rm', '--force', '--volumes', ...found.split('\n')).catch(() => '');
      await this.run('image', 'rm', '--force', tag).catch(() => '');
    }
    // What a command has named by what is in it.
    const named = await this.run('image', 'ls', '--quiet', '--filter', `reference=${this.mark}*`).catch(() => '');
    if (named !== '') await this.run('image', 'rm', '--force', ...new Set(named.split('\n'))).catch(() => '');
  }
}
