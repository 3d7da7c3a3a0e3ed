import { relative } from 'node:path';

import { expect, test } from 'vitest';

import { temporaryTruss } from '../../../../test/support/temporary-home.ts';
import { openProject } from '../open/open-project.ts';
import { trussPaths } from './truss-files.ts';

async function pathsOf(config: string): Promise<string[]> {
  const project = await openProject(temporaryTruss({ 'config.yaml': config }));
  return trussPaths(project).map((path) => relative(project.directory, path));
}

const ALWAYS = ['config.yaml', 'requirements.lock', 'examples.yaml', 'model', 'packages', 'data'];

test('the files of a model', async () => {
  expect(await pathsOf('requirements_file: wanted.txt')).toEqual([...ALWAYS, 'wanted.txt']);
});

test.each([
  ['python server.py $PORT', ['server.py']],
  ['python ./app/main.py --config=conf/server.yaml && echo done.', ['app/main.py', 'conf/server.yaml', 'done.']],
  ['sh /app/data/run.sh /app/config/serve.yaml', ['data/run.sh', 'config/serve.yaml']],
  ['/usr/bin/engine --model ../elsewhere . --rate 0.5', ['0.5']],
])('and what %j names', async (command, paths) => {
  const server = `docker_server:
  start_command: ${JSON.stringify(command)}
  server_port: 8000
  predict_endpoint: /
  readiness_endpoint: /
  liveness_endpoint: /
`;
  expect(await pathsOf(server)).toEqual([...ALWAYS, ...paths]);
});
