import { expect, test } from 'vitest';

import { parseConfig } from '../../core/config/parse-config.ts';
import { renderReadme } from './render-readme.ts';

function readme(config: string, examples: Parameters<typeof renderReadme>[1] = []): string {
  const parsed = parseConfig(config, { file: 'config.yaml' });
  if (parsed.config === null) throw new Error('the config of the test is not valid');
  return renderReadme(parsed.config, examples);
}

test('says how the model is asked and what it needs', () => {
  const config = `
model_name: Iris
description: Tells the species of an iris.
python_version: py311
requirements: [scikit-learn==1.9.1]
secrets: {api_key: null}
resources: {accelerator: T4}
signature:
  inputs: [{name: inputs, datatype: FP64, shape: [-1, 4]}]
`;
  const body = `{"inputs":[[1.0,"it's"]]}`;
  expect(readme(config, [{ name: 'first', body }])).toMatchInlineSnapshot(`
    "# Iris

    Tells the species of an iris.

    ## Ask it

    In an environment of its own, which is made the first time:

    \`\`\`sh
    truss predict . -d '{"inputs":[[1.0,"it'\\''s"]]}'
    \`\`\`

    Over HTTP:

    \`\`\`sh
    truss serve .
    curl -X POST http://127.0.0.1:8080/v1/models/model:predict -H 'Content-Type: application/json' -d '{"inputs":[[1.0,"it'\\''s"]]}'
    \`\`\`

    In Python, with the packages that are installed there:

    \`\`\`python
    import truss
    tr = truss.load(".")
    tr.predict(tr.example("first").input)
    \`\`\`

    ## What goes in and comes out

    | | name | type | shape (-1: rows) |
    |---|---|---|---|
    | input | \`inputs\` | FP64 | \`[-1,4]\` |

    ## Example: first

    \`\`\`json
    {"inputs":[[1.0,"it's"]]}
    \`\`\`

    ## What it needs

    - Python: \`3.11\`
    - packages: \`scikit-learn==1.9.1\`
    - secrets: \`api_key\`
    - GPU: \`T4\`
    "
  `);
});

test('has a place to fill in where there is no example, and no empty parts', () => {
  const text = readme('');
  expect(text).toContain('truss predict . -d YOUR_REQUEST\n');
  expect(text.match(/^#+ .*$/gm)).toEqual(['# Model', '## Ask it']);
});

test('shows only the beginning of a long example, and never in a command', () => {
  const text = readme('', [{ name: 'photo', body: `"${'x'.repeat(5000)}"` }]);
  expect(text).toContain('-d YOUR_REQUEST\n');
  expect(text).toContain('tr.predict(tr.example("photo").input)\n');
  expect(text).toContain('x…\n');
  expect(text.length).toBeLessThan(3000);
});

test('an example that is a file is sent as one; one for another method is no request for predict', () => {
  const chat = { name: 'chat', method: 'chat_completions', body: '{}' };
  const text = readme('', [chat, { name: 'photo', inputFile: 'requests/a.png' }]);
  expect(text).toContain("truss predict . -f 'requests/a.png'\n");
  expect(text).toContain("-H 'Content-Type: image/png' --data-binary '@requests/a.png'\n");
  expect(text).toContain('tr.predict(open("requests/a.png", "rb").read())\n');
  expect(text).toContain(
    '## Example: chat (chat_completions)\n\n```json\n{}\n```\n\n## Example: photo\n\n`requests/a.png`',
  );
  expect(readme('', [chat])).toContain('truss predict . -d YOUR_REQUEST\n');
});
