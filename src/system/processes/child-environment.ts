/**
 * What decides which Python runs, from where it imports, and what a tool writes to the terminal. Of the user's shell none of that
 * may reach our children: a stray PYTHONPATH or VIRTUAL_ENV changes what is installed and imported. Everything else passes, above
 * all indexes (UV_*, PIP_*), proxies, certificates (SSL_CERT_FILE, REQUESTS_CA_BUNDLE, …), HOME and netrc.
 */
const DROPPED = [
  /^PYTHON/,
  /^CONDA_/,
  /^_CE_/,
  /^VIRTUAL_ENV/,
  /^PYENV_(VERSION|DIR)$/,
  /^UV_(PYTHON|SYSTEM_PYTHON|PROJECT|WORKING_DIR|PROJECT_ENVIRONMENT|VENV_CLEAR|VENV_SEED|CUSTOM_COMPILE_COMMAND|NO_HASHES)$/,
  /^(RUST_LOG|RUST_BACKTRACE|FORCE_COLOR|CLICOLOR_FORCE|__PYVENV_LAUNCHER__)$/,
];

/** The environment for a child of ours: that of this process without what would lead Python or uv astray, and with `extra`. */
export function childEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const passed = Object.entries(process.env).filter(([name]) => !DROPPED.some((pattern) => pattern.test(name)));
  return { ...Object.fromEntries(passed), ...extra };
}
