// In which form a caller wants an answer that is a table.

/** What answers are written in beside JSON (`python/src/truss_worker/tables/answers.py`). */
const TABLE_TYPES: ReadonlySet<string> = new Set([
  'text/csv',
  'application/x-npy',
  'application/jsonlines',
  'application/x-jsonlines',
  'application/jsonl',
]);

/**
 * The media type that an `Accept` wants a table in; null where JSON will do, which says most. Of the parameters only `header`
 * is kept, and only where it is asked for: SageMaker's clients compare the type of an answer as a whole.
 */
export function tableType(accept: string | undefined): string | null {
  // What nearly all clients send.
  if (accept === undefined || accept === '*/*' || accept === 'application/json') return null;
  const ranges = accept.split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='));
    return { type, parameters, quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 };
  });
  const best = Math.max(...ranges.map(({ quality }) => quality));
  const wanted = ranges.filter(({ quality }) => quality === best && quality > 0);
  if (wanted.some(({ type }) => type === 'application/json' || type.endsWith('/*'))) return null;
  const table = wanted.find(({ type }) => TABLE_TYPES.has(type));
  if (table === undefined) return null;
  return table.type === 'text/csv' && table.parameters.includes('header=present')
    ? `${table.type}; header=present`
    : table.type;
}
