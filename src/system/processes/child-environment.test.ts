import { afterEach, expect, test, vi } from 'vitest';

import { childEnvironment } from './child-environment.ts';

afterEach(() => vi.unstubAllEnvs());

test.each([
  ['PYTHONPATH', false],
  ['PYTHONDONTWRITEBYTECODE', false],
  ['VIRTUAL_ENV', false],
  ['VIRTUAL_ENV_PROMPT', false],
  ['CONDA_PREFIX', false],
  ['PYENV_VERSION', false],
  ['UV_PYTHON', false],
  ['UV_SYSTEM_PYTHON', false],
  ['UV_PROJECT_ENVIRONMENT', false],
  ['TRUSS_SECRET_hf_access_token', false],
  ['TRUSS_HOME', true],
  ['UV_INDEX', true],
  ['UV_PYTHON_INSTALL_DIR', true],
  ['UV_SYSTEM_CERTS', true],
  ['PIP_INDEX_URL', true],
  ['SSL_CERT_FILE', true],
  ['SSL_CERT_DIR', true],
  ['REQUESTS_CA_BUNDLE', true],
  ['CURL_CA_BUNDLE', true],
  ['NODE_EXTRA_CA_CERTS', true],
  ['https_proxy', true],
  ['NO_PROXY', true],
  ['NETRC', true],
  ['PYENV_ROOT', true],
])('%s passes: %s', (name, passes) => {
  vi.stubEnv(name, 'value');
  expect(name in childEnvironment()).toBe(passes);
});

test('what is given comes on top, also where it would not pass', () => {
  const inherited = { UV_PYTHON_DOWNLOADS: 'automatic', PYTHONPATH: '/elsewhere', HOME: '/home/me' };
  const extra = { UV_PYTHON_DOWNLOADS: 'never', PYTHONUNBUFFERED: '1' };
  expect(childEnvironment(extra, inherited)).toEqual({ HOME: '/home/me', ...extra });
});
