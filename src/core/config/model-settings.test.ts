import { expect, test } from 'vitest';

import { defaultConfig } from './config.ts';
import { modelSettings } from './model-settings.ts';

test('everything is where the config says', () => {
  const model = { directory: '/truss', stage: 'staging', externalPackageDirs: ['/shared'] };
  const config = { ...defaultConfig(), model_class_name: 'Mine', model_metadata: { python_minor: '3.11' } };
  expect(modelSettings({ ...model, config })).toEqual({
    directory: '/truss',
    model: {
      moduleDir: 'model',
      file: 'model.py',
      className: 'Mine',
      packagesDir: 'packages',
      dataDir: 'data',
      externalPackageDirs: ['/shared'],
    },
    environment: { name: 'staging' },
    pythonMinor: '3.11',
  });
});

test.each([[{}], [{ python_minor: 3.11 }]])('without the mark of pickled code any Python will do: %j', (metadata) => {
  const config = { ...defaultConfig(), model_metadata: metadata };
  const model = { directory: '/truss', stage: null, externalPackageDirs: [] };
  expect(modelSettings({ ...model, config }).pythonMinor).toBeNull();
});
