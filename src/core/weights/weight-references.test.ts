import { expect, test } from 'vitest';

import { parseConfig } from '../config/parse-config.ts';
import { containerWeights } from './container-weights.ts';
import { fillReferences } from './weight-references.ts';

test('a command gets the places of its weights', () => {
  const places = { llama: '/here/llama', 'a.b-c': '/there' };
  expect(fillReferences('serve ${weights.llama}/x --draft "${weights.a.b-c}" $HOME ${OTHER}', places)).toBe(
    'serve /here/llama/x --draft "/there" $HOME ${OTHER}',
  );
});

test('what fetches weights before the server does nothing', () => {
  expect(fillReferences('bash -c "truss-transfer-cli && serve /app/model_cache/m"', {})).toBe(
    'bash -c "true && serve /app/model_cache/m"',
  );
  expect(fillReferences('pip install truss-transfer-cli-x && ./truss-transfer-cli', {})).toContain(
    './truss-transfer-cli',
  );
});

test.each([
  ['serve ${weights.lama}', 'Did you mean ${weights.llama}?'],
  ['serve ${weights.toString}', 'It has: llama.'],
])('%s is refused', (command, hint) => {
  expect(() => fillReferences(command, { llama: '/x' })).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', hint }),
  );
});

test('a container has them where the config says', () => {
  const { config } = parseConfig(
    'weights: [{source: "hf://a/b", mount_location: /models/b}, {source: "https://h/w.bin", mount_location: /app/data/w.bin}]\ndata_dir: d\n',
    { file: 'config.yaml' },
  );
  expect(config === null ? null : containerWeights(config, '/app')).toEqual({
    b: '/models/b',
    'w-bin': '/app/d/w.bin',
  });
});
