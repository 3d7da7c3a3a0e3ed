import { expect, test } from 'vitest';

import type { ProgressEvent } from '../../progress.ts';
import { uvProgress } from './uv-progress.ts';

test('tells what is fetched and built, and how much of it is done', () => {
  const events: ProgressEvent[] = [];
  const tell = uvProgress('install', (event) => events.push(event));
  const lines = `Using Python 3.12.1 environment at: v1
Resolved 7 packages in 78ms
Downloading scikit-learn (8.7MiB)
Downloading numpy (15.0MiB)
 Downloaded numpy
   Building mine @ file:///t/mine
 Downloaded scikit-learn
      Built mine @ file:///t/mine
Prepared 7 packages in 512ms
Installed 7 packages in 43ms
 + numpy==2.5.5`;
  for (const line of lines.split('\n')) tell(line);
  expect(events.map(({ message, done, total }) => `${message} ${done ?? '-'}/${total}`)).toMatchInlineSnapshot(`
    [
      "Downloading scikit-learn (8.7MiB) -/1",
      "Downloading numpy (15.0MiB) -/2",
      "Downloaded numpy 1/2",
      "Building mine 1/3",
      "Downloaded scikit-learn 2/3",
      "Built mine 3/3",
    ]
  `);
});
