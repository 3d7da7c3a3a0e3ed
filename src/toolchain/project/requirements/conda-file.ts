import { basename } from 'node:path';

/** What is wrong with naming a file of conda where requirements are wanted; null: it is none. */
export function condaFileProblem(path: string): { readonly message: string; readonly hint: string } | null {
  if (!/\.ya?ml$/i.test(path)) return null;
  return {
    message: `${basename(path)} is a file of conda, and packages of a truss come from pip's indexes`,
    hint: 'Name a requirements.txt, pyproject.toml or uv.lock. In the environment of conda, `pip list --format=freeze > requirements.txt` writes one.',
  };
}
