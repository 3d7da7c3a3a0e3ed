import type { CommanderError } from 'commander';

import { TrussError } from '../core/errors/truss-error.ts';
import { namedElsewhere } from './named-elsewhere.ts';

/** Commander's word for wrong use as an error of ours; null where it only says that help was shown. */
export function toUsageError(error: CommanderError, commandPath: string): TrussError | null {
  if (error.exitCode === 0) return null;
  const [problem = '', suggestion = ''] = error.message.replace(/^error: /, '').split('\n');
  const help = `See \`truss ${commandPath === '' ? '' : `${commandPath} `}--help\`.`;
  const nearest = /^\(Did you mean (.+)\?\)$/.exec(suggestion)?.[1];
  return new TrussError('USAGE', {
    message: toSentence(plainProblem(problem)),
    hint: [...missed(problem, commandPath, nearest), help].join(' '),
    cause: error,
  });
}

/** What was probably meant. */
function missed(problem: string, commandPath: string, nearest: string | undefined): string[] {
  // Who forgets the -d gives a request behind the directory.
  if (/but got \d+: (?:.*, )?[{[]/.test(problem)) return ['Is it a request? Then give it with -d.'];
  const unknown = commandPath === '' ? /^unknown command '(.+)'$/i.exec(problem)?.[1] : undefined;
  const elsewhere = unknown === undefined ? [] : namedElsewhere(unknown);
  if (elsewhere.length > 0) return [`Did you mean ${elsewhere.map((path) => `\`truss ${path}\``).join(' or ')}?`];
  return nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`];
}

function plainProblem(problem: string): string {
  return (
    problem
      // A value that an option's own parser refused: its words follow a full stop.
      .replace('is invalid. ', 'is invalid: ')
      // The words themselves may hold a secret that was given as an argument.
      .replace(/(Expected \d+ arguments? but got \d+): .*/, '$1')
  );
}

function toSentence(text: string): string {
  const capital = text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
