import type { CompletedOption, CompletedPlace, Words } from './completion-tree.ts';
import { EXAMPLE_NAMES } from './shell-cases.ts';

/** A script that completes `truss` in fish. */
export function renderFish(places: readonly CompletedPlace[]): string {
  const paths = places.filter(({ path }) => path !== 'truss').map(({ path }) => quoted(path));
  return `# fish completion for truss, made by: truss completion fish

# Whether the command line before the cursor is at this command.
function __truss_at
    set -l at truss
    for word in (commandline -opc)[2..]
        if contains -- "$at $word" ${paths.join(' ')}
            set at "$at $word"
        end
    end
    test "$at" = "$argv"
end

# The names of the examples of the truss on the command line, or of this directory.
function __truss_examples
    set -l directory .
    for word in (commandline -opc)
        test -f "$word/examples.yaml"; and set directory $word
    end
    ${EXAMPLE_NAMES}
end

complete -c truss -e
complete -c truss -f
${places.flatMap(renderPlace).join('\n')}
`;
}

function renderPlace({ path, commands, operand, options }: CompletedPlace): string[] {
  const start = `complete -c truss -n ${quoted(`__truss_at ${path}`)}`;
  const operands = operand === 'unknown' || operand.length === 0 ? [] : [`${start} ${valueFlags(operand)}`];
  return [
    ...commands.map(({ word, summary }) => `${start} -a ${quoted(word)} -d ${quoted(summary)}`),
    ...operands,
    ...options.map((option) => `${start} ${optionFlags(option)}`),
  ];
}

function optionFlags({ names, description, value }: CompletedOption): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  return [...flags, ...(value === null ? [] : ['-r', valueFlags(value)]), `-d ${quoted(description)}`].join(' ');
}

function valueFlags(words: Words): string {
  if (words === 'files') return '-F';
  if (words === 'directories') return "-a '(__fish_complete_directories)'";
  if (words === 'examples') return "-f -a '(__truss_examples)'";
  return words === 'unknown' ? '-f' : `-f -a ${quoted(words.join(' '))}`;
}

/** A text in single quotes, in which fish knows two escapes. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}
