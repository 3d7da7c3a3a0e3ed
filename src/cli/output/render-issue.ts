import type { Issue } from '../../core/errors/issue.ts';
import { quoteSource } from './quote-source.ts';
import { shortPath } from './short-path.ts';
import type { Styles } from './styles.ts';

/** One issue for people: where, what is wrong, the line itself, what to do. */
export function renderIssue(issue: Issue, styles: Styles): string {
  const mark = issue.severity === 'warning' ? `${styles.warning('warning')} ` : '';
  const place = renderPlace(issue);
  const lines = [`${mark}${place === null ? '' : `${styles.bold(place)} `}${issue.message}`];
  if (issue.file !== undefined && issue.line !== undefined) {
    const column = issue.column === undefined ? {} : { column: issue.column };
    const quoted = quoteSource({ file: issue.file, line: issue.line, ...column }) ?? [];
    lines.push(...quoted.map((line) => styles.dim(`    ${line}`)));
  }
  if (issue.hint !== undefined) lines.push(`    ${renderHint(issue.hint)}`);
  return lines.join('\n');
}

/** What to do about it. */
export function renderHint(hint: string): string {
  return `→ ${hint}`;
}

function renderPlace({ file, line, column }: Issue): string | null {
  if (file === undefined) return null;
  const numbers = [line, column].filter((number) => number !== undefined);
  return [shortPath(file), ...numbers].join(':');
}
