/**
 * What a child of ours never inherits: uv and what it runs to build a package, a Python that is asked what it is, a model's process, a
 * server that somebody else wrote. All else passes, above all indexes (UV_*, PIP_*), proxies, certificates (SSL_CERT_FILE,
 * REQUESTS_CA_BUNDLE, …), HOME and netrc.
 */
const DROPPED = [
  // Which Python runs, and from where it imports: those of the user's shell are about another one. A stray PYTHONPATH changes what is
  // imported, and a stray PYTHONDONTWRITEBYTECODE made an import take three times as long.
  /^PYTHON/,
  /^CONDA_/,
  /^_CE_/,
  /^VIRTUAL_ENV/,
  /^PYENV_(VERSION|DIR)$/,
  /^__PYVENV_LAUNCHER__$/,
  /^UV_(PYTHON|SYSTEM_PYTHON|PROJECT|WORKING_DIR|PROJECT_ENVIRONMENT)$/,
  // Values of secrets: a model is handed those that it declares, and nobody else gets any.
  /^TRUSS_SECRET_/,
];

/**
 * The environment of a child: what it inherits of `inherited`, with `extra` on top.
 *
 * `inherited`: the environment of this process where not given. A variable whose value is undefined is not there.
 */
export function childEnvironment(
  extra: Readonly<Record<string, string | undefined>> = {},
  inherited: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const passed = Object.entries(inherited).filter(([name]) => !DROPPED.some((pattern) => pattern.test(name)));
  return { ...Object.fromEntries(passed), ...extra };
}
