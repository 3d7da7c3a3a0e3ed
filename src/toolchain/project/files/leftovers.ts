// Names of what lies among the files of a truss and does not belong to it.

/** What Python, version control, editors and file managers keep beside what a person saves. */
const LEFTOVERS = [
  /^(?:__pycache__|\.git|\.hg|\.svn|\.venv|\.ipynb_checkpoints|\.DS_Store|\.idea|\.vscode)$/,
  /^\.(?:mypy|ruff|pytest)_cache$/,
  /\.py[co]$/,
];

/** What is there for a moment, while a program saves a file. */
const HALF_WRITTEN = [
  // Vim: `.model.py.swp`, `model.py~`, and the 4913 with which it tries whether it may write.
  /^\..*\.sw[a-z]$|~$|^4913$/,
  // Emacs: `.#model.py`, `#model.py#`. JetBrains: `model.py___jb_tmp___`. Kate: `.model.py.kate-swp`.
  /^\.?#|___jb_(?:tmp|old)___$|\.kate-swp$/,
  // Written whole and then renamed: by `git`, `sed -i`, and programs like them.
  /\.(?:tmp|lock\.new|part)$|^sed[A-Za-z0-9]{6}$/,
];

/** Whether a file or directory of this name says nothing about the model, whatever is in it. */
export function isLeftover(name: string): boolean {
  return LEFTOVERS.some((pattern) => pattern.test(name));
}

/** Whether a file of this name is probably another one that is being saved: it may also be somebody's data. */
export function isHalfWritten(name: string): boolean {
  return HALF_WRITTEN.some((pattern) => pattern.test(name));
}
