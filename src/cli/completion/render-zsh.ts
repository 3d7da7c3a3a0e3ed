import type { CompletedPlace, Words } from './completion-tree.ts';
import { commandPattern, EXAMPLE_NAMES, placeBranches, quoted, valueBranches } from './shell-cases.ts';

/** A script that completes `truss` in zsh: a file `_truss` on the fpath, or to be sourced after compinit. */
export function renderZsh(places: readonly CompletedPlace[]): string {
  return `#compdef truss
# zsh completion for truss, made by: truss completion zsh

_truss_examples() {
  local directory=. word
  for word in $words; do
    [[ -f \${(Q)word}/examples.yaml ]] && directory=\${(Q)word}
  done
  compadd -- \${(f)"$(${EXAMPLE_NAMES})"}
}

_truss() {
  local current=$words[CURRENT] before=$words[CURRENT-1] at=truss index
  local -a candidates
  if [[ $current == --*=* ]]; then
    before=\${current%%=*}
    compset -P '*='
  fi
  for ((index = 2; index < CURRENT; index++)); do
    case "$at $words[index]" in
      (${commandPattern(places)}) at="$at $words[index]" ;;
    esac
  done
  case "$at $before" in
${valueBranches(places, wordsAction).join('\n')}
  esac
  if [[ $current == -* ]]; then
    case "$at" in
${placeBranches(places, optionsAction).join('\n')}
    esac
    _describe -o option candidates
    return
  fi
  case "$at" in
${placeBranches(places, operandAction).join('\n')}
  esac
}

if [[ $funcstack[1] == _truss ]]; then _truss "$@"; else compdef _truss truss; fi
`;
}

function wordsAction(words: Words): string {
  if (words === 'files') return '_files';
  if (words === 'directories') return '_files -/';
  if (words === 'examples') return '_truss_examples';
  return words === 'unknown' ? '_message value' : `compadd -- ${words.map(quoted).join(' ')}`;
}

function optionsAction({ options }: CompletedPlace): string | null {
  const described = options.flatMap(({ names, description }) => names.map((name) => candidate(name, description)));
  return described.length === 0 ? null : `candidates=(${described.join(' ')})`;
}

function operandAction({ commands, operand }: CompletedPlace): string | null {
  if (commands.length > 0) {
    const described = commands.map(({ word, summary }) => candidate(word, summary));
    return `candidates=(${described.join(' ')}); _describe command candidates`;
  }
  return operand === 'unknown' || operand.length === 0 ? null : wordsAction(operand);
}

/** A word with what it means, as \`_describe\` has them. */
function candidate(word: string, about: string): string {
  return quoted(`${word}:${about}`);
}
