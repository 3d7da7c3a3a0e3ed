/** Files that Python, editors, version control and file managers write beside what a person saves; no model depends on them. */
const LEFTOVERS = [
  /^(?:__pycache__|\.git|\.hg|\.svn|\.venv|\.ipynb_checkpoints|\.DS_Store|\.idea|\.vscode)$/,
  /^\.(?:mypy|ruff|pytest)_cache$/,
  /\.py[co]$/,
  // Vim: `.model.py.swp`, `model.py~`, and the 4913 with which it tries whether it may write.
  /^\..*\.sw[a-z]$|~$|^4913$/,
  // Emacs: `.#model.py`, `#model.py#`. JetBrains: `model.py___jb_tmp___`. Kate: `.model.py.kate-swp`.
  /^\.?#|___jb_(?:tmp|old)___$|\.kate-swp$/,
  // Written whole and then renamed: by `git`, `sed -i`, and programs like them.
  /\.(?:tmp|lock\.new|part)$|^sed[A-Za-z0-9]{6}$/,
];

/** Whether a file or directory of this name says nothing about the model. */
export function isLeftover(name: string): boolean {
  return LEFTOVERS.some((pattern) => pattern.test(name));
}
