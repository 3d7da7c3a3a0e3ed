import { expect, test } from 'vitest';

import { fakeCluster, FakeKubectl } from '../../../test/support/fake-kubectl.ts';
import { lastWordOf, lastWordsOfPod } from './pod-words.ts';

const NO_LOG = 'unable to retrieve container logs for containerd://466a32afeefc5a22d9eed5a2eedad7f3\n';
const FILE = '/var/log/pods/shop_iris-x_0e94f4f9/model/1.log';

test.each([
  NO_LOG,
  `failed to try resolving symlinks in path "${FILE}": lstat ${FILE}: no such file or directory\n`,
  `failed to open log file "${FILE}": open ${FILE}: no such file or directory\n`,
])('a kubelet that has no log at the moment is asked again, and not quoted: %s', async (noLog) => {
  const kubectl = new FakeKubectl()
    .on(/get events/, { items: [] })
    .on(/logs iris-x .*--previous/, noLog, 'ValueError: the weights are not what they should be\n')
    .on(/logs iris-x/, '');
  const words = await lastWordsOfPod(fakeCluster(kubectl), { pod: 'iris-x', owner: null, hasCrashed: true });
  expect(words.lines).toEqual(['ValueError: the weights are not what they should be']);
});

test('of a container without a log nothing is told meanwhile', async () => {
  const kubectl = new FakeKubectl().on(/logs/, NO_LOG);
  expect(await lastWordOf(fakeCluster(kubectl), 'iris-x', 'weights')).toBeNull();
});
