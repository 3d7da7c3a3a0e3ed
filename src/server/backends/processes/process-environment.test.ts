import { expect, test } from 'vitest';

import { processEnvironment, withProgramsOf } from './process-environment.ts';

test('what is about another Python and every secret is left out, threads are bounded, the config wins', () => {
  const environment = processEnvironment({
    inherited: {
      HOME: '/home/me',
      HTTPS_PROXY: 'http://proxy',
      PYTHONPATH: '/elsewhere',
      PYTHONDONTWRITEBYTECODE: '1',
      VIRTUAL_ENV: '/venv',
      CONDA_PREFIX: '/conda',
      PYENV_VERSION: '3.9.1',
      TRUSS_SECRET_api_key: 's3cret',
      MKL_NUM_THREADS: '7',
      MODE: 'inherited',
    },
    configured: { MODE: 'configured', NUMEXPR_NUM_THREADS: '1' },
    threads: 3,
  });
  expect(environment).toMatchObject({
    HOME: '/home/me',
    HTTPS_PROXY: 'http://proxy',
    MODE: 'configured',
    OMP_NUM_THREADS: '3',
    OPENBLAS_NUM_THREADS: '3',
    MKL_NUM_THREADS: '7',
    NUMEXPR_NUM_THREADS: '1',
    TF_NUM_INTRAOP_THREADS: '3',
    RAYON_NUM_THREADS: '3',
  });
  const names = Object.keys(environment);
  expect(names.filter((name) => /^(?:PYTHON|VIRTUAL|CONDA|PYENV|TRUSS_SECRET)/.test(name))).toEqual([]);
});

test('who sets what most libraries go by means all of these', () => {
  const environment = processEnvironment({ inherited: { OMP_NUM_THREADS: '7' }, configured: {}, threads: 2 });
  expect(environment).toMatchObject({ OMP_NUM_THREADS: '7', POLARS_MAX_THREADS: '2' });
  expect(environment).not.toHaveProperty('OPENBLAS_NUM_THREADS');
  expect(environment).not.toHaveProperty('MKL_NUM_THREADS');
});

test('the programs of an environment come first', () => {
  const python = '/envs/one/bin/python';
  expect(withProgramsOf(python, { PATH: '/usr/bin:/bin', HOME: '/home/me' })).toEqual({
    PATH: '/envs/one/bin:/usr/bin:/bin',
    HOME: '/home/me',
  });
  expect(withProgramsOf(python, {})).toEqual({ PATH: '/envs/one/bin' });
});
