import { isWrittenNumber } from './exact-json.ts';

/** What a cell shows. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (isWrittenNumber(value)) return value.rawJSON;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
