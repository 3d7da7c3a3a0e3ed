// A page of the repository as the site has it.
import { expect, test } from 'vitest';

import { sitePath } from './site-path.ts';
import { stagePage } from './stage-page.ts';

const taken: string[] = [];
const neighbours = {
  isPage: (file: string) => file.endsWith('.md'),
  anchorOf: (file: string) => (file === 'examples/iris/make.py' ? 'makepy' : undefined),
  take: (file: string) => {
    taken.push(file);
    return file.replace('docs/', '');
  },
};

const staged = (file: string, text: string): string => stagePage(file, text, neighbours);

test.each([
  ['docs/guide/data.md', '[V2](protocols.md#v2)', '[V2](./protocols.md#v2)'],
  ['docs/guide/data.md', '[iris](../../examples/iris/README.md)', '[iris](../examples/iris.md)'],
  ['docs/guide/data.md', '[all](../../examples/README.md)', '[all](../examples/index.md)'],
  ['docs/guide/data.md', '[safe](../../SECURITY.md#x)', '[safe](../project/security.md#x)'],
  ['docs/guide/data.md', '[out](https://example.com) [here](#x)', '[out](https://example.com) [here](#x)'],
  ['SECURITY.md', '[data](docs/guide/data.md)', '[data](../guide/data.md)'],
  ['examples/iris/README.md', '[make.py](make.py)', '[make.py](#makepy)'],
  ['site/landing.md', '[first](../docs/guide/first-truss.md)', '[first](./guide/first-truss.md)'],
])('a link of %s leads to the same page on the site: %s', (file, written, shown) => {
  expect(staged(file, written)).toBe(shown);
});

test('a link to a file that is no page is a download, which is taken along', () => {
  const shown = staged('docs/guide/first-truss.md', '[notebook](../quickstart/quickstart.ipynb)');
  expect(shown).toBe('<a href="../quickstart/quickstart.ipynb" download>notebook</a>');
  expect(taken).toEqual(['docs/quickstart/quickstart.ipynb']);
});

test('links in blocks of code stay what they are', () => {
  const block = '```md\n[a](b.md)\n```';
  expect(staged('docs/guide/data.md', block)).toBe(block);
});

test('a block that is a file says which, and why one is not run is for the tests', () => {
  const shown = staged('docs/guide/data.md', '<!-- file: a/model.py -->\n```python\nx\n```\n<!-- not run: y -->');
  expect(shown).toBe('<div class="file-name">a/model.py</div>\n\n```python\nx\n```');
});

test('what is typed after a server that goes on is for another terminal', () => {
  const shown = staged('docs/guide/data.md', '```sh\ntruss init a\ntruss serve a\ncurl b\n```');
  expect(shown.split('\n').filter((line) => line !== '')).toEqual([
    '```sh',
    'truss init a',
    'truss serve a',
    '```',
    '<div class="terminal">In another terminal</div>',
    '```sh',
    'curl b',
    '```',
  ]);
});

test('what lets a test go on after an error is not shown', () => {
  expect(staged('docs/guide/data.md', '```sh\ncurl a || true\n```')).toBe('```sh\ncurl a\n```');
});

test('a server alone, and ways to serve with a remark each, stay one block', () => {
  for (const block of ['```sh\ntruss serve a\n```', '```sh\ntruss serve a\n# more\ntruss serve b\n```']) {
    expect(staged('docs/reference/cli.md', block)).toBe(block);
  }
});

test('what is no document has no path on the site', () => {
  expect(sitePath('docs/grafana/truss.json')).toBeUndefined();
  expect(sitePath('README.md')).toBe('index.md');
});
