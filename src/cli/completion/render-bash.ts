import type { CompletedPlace, Words } from './completion-tree.ts';
import { commandPattern, EXAMPLE_NAMES, placeBranches, quoted, valueBranches } from './shell-cases.ts';

/** A script that completes `truss` in bash, also the one of macOS (3.2). */
export function renderBash(places: readonly CompletedPlace[]): string {
  return `# bash completion for truss, made by: truss completion bash

_truss_words() {
  COMPREPLY=($(compgen -W "$1" -- "$current"))
}

_truss_paths() {
  # bash completes names by itself, with all quotes, since version 4.
  compopt -o "$1" 2>/dev/null && return
  local IFS=$'\\n'
  COMPREPLY=($(compgen -o "$1" -- "$current"))
}

_truss_examples() {
  local directory=. word
  for word in "\${COMP_WORDS[@]}"; do
    [[ -f $word/examples.yaml ]] && directory=$word
  done
  local IFS=$'\\n' name
  for name in $(${EXAMPLE_NAMES}); do
    [[ $name == "$current"* ]] && COMPREPLY+=("$(printf '%q' "$name")")
  done
}

_truss() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} at=truss index
  # bash makes three words of --env=current.
  if [[ $current == '=' ]]; then current=''
  elif [[ $before == '=' ]]; then before=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "$at \${COMP_WORDS[index]}" in
      (${commandPattern(places)}) at="$at \${COMP_WORDS[index]}" ;;
    esac
  done
  case "$at $before" in
${valueBranches(places, wordsAction).join('\n')}
  esac
  if [[ $current == -* ]]; then
    case "$at" in
${placeBranches(places, optionsAction).join('\n')}
    esac
    return
  fi
  case "$at" in
${placeBranches(places, operandAction).join('\n')}
  esac
}

complete -F _truss truss
`;
}

function wordsAction(words: Words): string {
  if (words === 'files') return '_truss_paths default';
  if (words === 'directories') return '_truss_paths dirnames';
  if (words === 'examples') return '_truss_examples';
  return words === 'unknown' ? ':' : `_truss_words ${quoted(words.join(' '))}`;
}

function optionsAction({ options }: CompletedPlace): string | null {
  return options.length === 0 ? null : wordsAction(options.flatMap(({ names }) => names));
}

function operandAction({ commands, operand }: CompletedPlace): string | null {
  if (commands.length > 0) return wordsAction(commands.map(({ word }) => word));
  return operand === 'unknown' || operand.length === 0 ? null : wordsAction(operand);
}
