// `truss completion`: the scripts, sourced by the shells that they are for.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { commandList } from '../../src/cli/command-list.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
const { directory } = scenario;
const python = process.env['TRUSS_TEST_PYTHON'] ?? resolve(import.meta.dirname, '../../.venv-dev/bin/python');
const terminal = resolve(import.meta.dirname, '../support/in-terminal.py');

/** What a shell that somebody types into starts with: the script, and a `truss` that says what it was called with. */
const bashrc = `source truss.bash\ntruss() { echo "GOT $*"; }\nPS1='READY '\n`;
const zshrc = `fpath=($PWD/functions $fpath); autoload -Uz compinit; compinit -u -D\ntruss() { print -r -- "GOT $*" }\nPS1='READY '\n`;

beforeAll(async () => {
  for (const [shell, path] of Object.entries({ bash: 'truss.bash', zsh: 'functions/_truss', fish: 'truss.fish' })) {
    const { stdout } = await scenario.run(['completion', shell]);
    scenario.write({ [path]: stdout });
  }
  const examples = '- name: first\n  input:\n    name: no example\n- input: 1\n  name: "second one"\n';
  scenario.write({ 'tried/examples.yaml': examples, 'examples.yaml': '- name: here # a remark\n  input: 1\n' });
  scenario.write({ 'request.json': '{}', '.zshrc': zshrc, '.bashrc': bashrc });
  mkdirSync(join(directory, 'my model'));
});
afterAll(() => scenario.close());

function hasShell(shell: string): boolean {
  return spawnSync(shell, ['-c', 'true']).status === 0;
}

const shownCommands = commandList.filter((entry) => entry.kind === 'group' || entry.hidden !== true);

/** Words up to the cursor, and what may stand there. */
const cases: readonly (readonly [words: readonly string[], candidates: readonly string[]])[] = [
  [
    ['truss', ''],
    [...shownCommands.map(({ name }) => name), 'help'],
  ],
  [['truss', 'e'], ['env']],
  [
    ['truss', 'env', ''],
    ['create', 'lock', 'show', 'path', 'list', 'remove'],
  ],
  [['truss', '--json', 'env', 'c'], ['create']],
  [
    ['truss', 'help', 'se'],
    ['serve', 'secret'],
  ],
  [
    ['truss', 'help', 'secret', ''],
    ['set', 'list', 'remove'],
  ],
  [['truss', 'serve', '--fr'], ['--frozen']],
  [
    ['truss', 'serve', '--env', ''],
    ['isolated', 'current'],
  ],
  [
    ['truss', 'completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [['truss', 'secret', 'set', ''], []],
  [['truss', 'serve', '--port', ''], []],
  [['truss', 'predict', '-f', 'req'], ['request.json']],
  [['truss', 'serve', '--tls-key', 'req'], ['request.json']],
  [['truss', 'test', '--example', ''], ['here']],
  [['truss', 'predict', 'tried', '--example', 'f'], ['first']],
];

/** Words that are typed, with the tabulator, and what `truss` gets. */
const typed: readonly (readonly [line: string, words: string])[] = [
  ['truss env cr\t', 'env create'],
  ['truss serve --fr\t', 'serve --frozen'],
  ['truss serve --env=cur\t', 'serve --env=current'],
  ['truss serve my\t', 'serve my model/'],
  ['truss predict -f req\t', 'predict -f request.json'],
  ['truss test tried --example sec\t', 'test tried --example second one'],
];

describe('bash', () => {
  it.each(cases)('%j', (words, candidates) => {
    const script = `source truss.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _truss; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const stdout = print('bash', ['-c', script, 'bash', ...words]);
    expect(stdout.split('\n').filter(Boolean).sort()).toEqual(candidates.toSorted());
  });

  it.each(typed)('completes %j', (line, words) => {
    expect(type(['bash', '--noprofile', '--rcfile', '.bashrc', '-i'], line)).toBe(words);
  });
});

describe.skipIf(!hasShell('zsh'))('zsh', () => {
  it.each(typed)('completes %j', (line, words) => {
    // The slash goes again where the line goes on.
    expect(type(['zsh', '-i'], line)).toBe(words.replace(/\/$/, ''));
  });
});

describe.skipIf(!hasShell('fish'))('fish', () => {
  it.each(cases)('%j', (words, candidates) => {
    const script = `source truss.fish; complete -C "${words.join(' ')}"`;
    const stdout = print('fish', ['--no-config', '-c', script]);
    const found = stdout.split('\n').flatMap((line) => line.split('\t')[0] || []);
    expect(found.sort()).toEqual(candidates.toSorted());
  });
});

function print(program: string, args: readonly string[]): string {
  return execFileSync(program, args, {
    cwd: directory,
    env: { ...process.env, ZDOTDIR: directory },
    encoding: 'utf8',
  });
}

/** What `truss` gets when a line is typed into a shell. */
function type(shell: readonly string[], line: string): string {
  const stdout = print(python, [terminal, 'READY', `${line}; exit`, ...shell]);
  return /^GOT (.*)$/m.exec(stripVTControlCharacters(stdout).replaceAll('\r', '\n'))?.[1] ?? stdout;
}

it('refuses another shell', async () => {
  const { code, stderr } = await scenario.run(['completion', 'tcsh']);
  expect(code).toBe(2);
  expect(stderr).toContain('Allowed choices are bash, zsh, fish.');
});
