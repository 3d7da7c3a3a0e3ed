import { expect, test } from 'vitest';

import { containerPlaces, localiseCommand } from './container-paths.ts';

const DIRECTORIES = { data_dir: 'weights', bundled_packages_dir: 'packages' };

test.each([
  ['sh /app/data/run.sh', 'sh /t/iris/weights/run.sh'],
  [
    'cd /app && python model/serve.py --config=/app/config.yaml',
    'cd /t/iris && python model/serve.py --config=/t/iris/config.yaml',
  ],
  ['PYTHONPATH=/packages:/app python -m mine', 'PYTHONPATH=/t/iris/packages:/t/iris python -m mine'],
  [`sh -c "python '/app/a.py' > /app/data/log"`, `sh -c "python '/t/iris/a.py' > /t/iris/weights/log"`],
  ['/app/', '/t/iris/'],
  [
    'curl http://host/app/x -o ./app/y ../app ~/app /srv/app /application /app.py',
    'curl http://host/app/x -o ./app/y ../app ~/app /srv/app /application /app.py',
  ],
  ['sh /app/there.sh /app/data', 'sh /app/there.sh /t/iris/weights'],
])('%s', (command, expected) => {
  const isThere = (path: string): boolean => path === '/app/there.sh';
  expect(localiseCommand(command, containerPlaces('/t/iris', DIRECTORIES), isThere)).toBe(expected);
});

test('a directory that a shell would cut is the working directory', () => {
  const places = containerPlaces('/my trusses/$iris', DIRECTORIES);
  expect(localiseCommand('sh /app/data/run.sh', places, () => false)).toBe('sh ./weights/run.sh');
});
