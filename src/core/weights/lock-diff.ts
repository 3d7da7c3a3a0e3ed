import type { LockedSource } from './weights-lock.ts';

/** What became of one file between two states of a source. */
interface FileChange {
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** Bytes; null where there was, or is, no file. */
  readonly sizeBefore: number | null;
  readonly sizeAfter: number | null;
}

/** A source that is not any more what a lock says of it. */
export interface SourceChange {
  readonly source: string;
  /** What a lock and the source call their state; null where they have no name for it. */
  readonly revisionBefore: string | null;
  readonly revisionAfter: string | null;
  readonly files: readonly FileChange[];
}

/** What differs between two states of one source; null: nothing. */
export function sourceChange(before: LockedSource, after: LockedSource): SourceChange | null {
  const files = fileChanges(before, after);
  if (files.length === 0 && before.revision === after.revision) return null;
  const source = before.source ?? '';
  return { source, revisionBefore: before.revision, revisionAfter: after.revision, files };
}

function fileChanges(before: LockedSource, after: LockedSource): FileChange[] {
  const old = new Map(before.files.map((file) => [file.path, file]));
  const young = new Map(after.files.map((file) => [file.path, file]));
  return [...new Set([...old.keys(), ...young.keys()])].toSorted().flatMap((path): FileChange[] => {
    const [was, is] = [old.get(path), young.get(path)];
    if (was?.sha256 === is?.sha256) return [];
    const kind = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    return [{ path, kind, sizeBefore: was?.size ?? null, sizeAfter: is?.size ?? null }];
  });
}

const MARKS = { added: '+', removed: '-', changed: '~' } as const;

/** As many lines as say enough in an error. */
const MOST_FILES = 20;

/** The lines of a change, for people. */
export function renderSourceChange({ source, revisionBefore, revisionAfter, files }: SourceChange): string {
  const revision =
    revisionBefore === revisionAfter ? [] : [`  revision ${revisionBefore ?? '-'} → ${revisionAfter ?? '-'}`];
  const rows = files.slice(0, MOST_FILES).map(renderFile);
  const more = files.length > MOST_FILES ? [`  … and ${files.length - MOST_FILES} more`] : [];
  return [source, ...revision, ...rows, ...more].join('\n');
}

function renderFile({ kind, path, sizeBefore, sizeAfter }: FileChange): string {
  const sizes = kind === 'changed' && sizeBefore !== sizeAfter ? ` (${sizeBefore} → ${sizeAfter} bytes)` : '';
  const other = kind === 'changed' && sizes === '' ? ' (other bytes of the same length)' : '';
  return `  ${MARKS[kind]} ${path}${sizes}${other}`;
}
