import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, describe, expect, it } from 'vitest';

import { DockerBench, hasDocker } from '../support/docker.ts';
import { echoTruss } from '../support/echo-truss.ts';
import { homeVariables } from '../support/temporary-home.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

describe.skipIf(!hasDocker)('the handle in Python', () => {
  const scenario = new TrussScenario();
  const bench = new DockerBench();
  afterAll(async () => {
    await bench.close();
    await scenario.close();
  });

  it('builds, runs, asks, reads and ends, as that of 2022', async () => {
    scenario.write(echoTruss('echo', { 'mark.txt': bench.mark }));
    const variables = homeVariables(join(scenario.directory, 'home'));
    const env = { ...process.env, ...variables, TRUSS_QUIET: '1' };
    const script = join(import.meta.dirname, 'handle.py');
    const words = [script, join(scenario.directory, 'echo'), bench.tag('echo')];
    const { stdout } = await promisify(execFile)(variables.TRUSS_PYTHON, words, { env });
    expect(stdout.trim()).toBe(`docker build ${scenario.directory}/echo-docker -t echo`);
  });
});
