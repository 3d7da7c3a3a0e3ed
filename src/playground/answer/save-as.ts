import type { Run } from '../request/run.ts';

const ENDINGS: Readonly<Record<string, string>> = {
  'application/json': 'json',
  'application/xml': 'xml',
  'application/x-ndjson': 'ndjson',
  'text/event-stream': 'ndjson',
  'text/plain': 'txt',
  'text/csv': 'csv',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'audio/wav': 'wav',
  'audio/mpeg': 'mp3',
  'video/mp4': 'mp4',
};

/** Saves an answer as a file, whole, however little of it is shown. */
export function saveAs({ body, items, contentType }: Run): void {
  const type = (contentType.split(';')[0] ?? '').trim();
  const lines = items.map((item) =>
    typeof item === 'string' && type === 'text/plain' ? item : `${JSON.stringify(item)}\n`,
  );
  const url = URL.createObjectURL(body ?? new Blob(lines));
  const link = document.createElement('a');
  link.href = url;
  link.download = `answer.${ENDINGS[type] ?? 'bin'}`;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
