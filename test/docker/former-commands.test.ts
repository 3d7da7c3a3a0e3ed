// The commands of 2022 about images and containers: each does what it did, and says what it is called now.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DockerBench, hasDocker } from '../support/docker.ts';
import { echoTruss } from '../support/echo-truss.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const model =
  'class Model:\n    def predict(self, request):\n        print("asked", request)\n        return request\n';

describe.skipIf(!hasDocker)('a command of 2022', () => {
  const scenario = new TrussScenario();
  const bench = new DockerBench();
  const tag = bench.tag('former');

  beforeAll(() => scenario.write(echoTruss('echo', { 'data/mark.txt': bench.mark, 'model/model.py': model })));
  afterAll(async () => {
    await bench.close();
    await scenario.close();
  });

  /** Runs one that ends well, and gives what it printed; `successor`: what it has to name. */
  async function run(words: readonly string[], successor: string): Promise<string> {
    const { code, stdout, stderr } = await scenario.run(words);
    expect(code, stdout + stderr).toBe(0);
    expect(stderr).toContain(`\`truss ${words[0]}\` is now \`${successor}\`.`);
    return stdout;
  }

  it('build-context writes a context', async () => {
    await run(['build-context', 'out', 'echo'], 'truss image context out echo');
    expect(existsSync(join(scenario.directory, 'out/Dockerfile'))).toBe(true);
  });

  it('build-image builds, and says that no context is written where one was named', async () => {
    await run(['build-image', 'echo', '--tag', tag], 'truss image build echo');
    expect(await bench.run('image', 'inspect', '--format', '{{index .RepoTags 0}}', tag)).toBe(tag);
    const { stderr } = await scenario.run(['build-image', 'echo', 'context', '--tag', tag]);
    expect(stderr).toContain('context is not written');
    expect(existsSync(join(scenario.directory, 'context'))).toBe(false);
  });

  it('run-image runs, get-container-logs follows, kill ends', async () => {
    await run(['run-image', 'echo', '--tag', tag, '--port', '0', '--detach'], 'truss image run echo');
    const following = scenario.start(['get-container-logs', 'echo']);
    await following.untilPrinted(/Serving/);
    const { stdout } = await scenario.run(['container', 'list', '--json']);
    const [container] = (JSON.parse(stdout) as { readonly containers: readonly { readonly url: string }[] }).containers;
    const headers = { 'content-type': 'application/json' };
    await fetch(`${container?.url}/v1/models/echo:predict`, { method: 'POST', headers, body: '"me"' });
    // What is logged from now on is told, too.
    await following.untilPrinted(/asked me/);
    await run(['kill', 'echo'], 'truss container kill echo');
    expect(await following.ended).toMatchObject({ code: 0 });
    expect((await scenario.run(['get-container-logs', 'echo'])).code).toBe(1);
  });

  it('kill-all ends them all', async () => {
    await run(['run-image', 'echo', '--tag', tag, '--port', '0', '--detach'], 'truss image run echo');
    await run(['kill-all'], 'truss container kill-all');
    expect((await scenario.run(['container', 'list', '--all', '--json'])).stdout).toContain('"containers":[]');
  });
});
