// The headers of a part of a form.
import type { OrRefusal } from '../../../../core/inference/refusal.ts';
import { unreadableForm } from './unreadable-form.ts';

/** What a part says of itself. */
export interface PartHead {
  readonly name: string;
  /** Only its last component; null for a field, which has none. */
  readonly filename: string | null;
  readonly contentType: string | null;
}

const FORM_DATA = /^form-data\s*(?=;|$)/i;

/** A parameter: a name, and a quoted or a plain value. */
const PARAMETER = /;\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;"]*))/g;

/** RFC 8187: only UTF-8 is in use. */
const EXTENDED = /^utf-8'[\w-]*'(.*)$/i;

// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u001F\u007F-\u009F]/;

/** What the header lines of a part say; refused where that is not enough. `which`: the part, as in `part 2`. */
export function readPartHead(lines: string, which: string): OrRefusal<PartHead> {
  const headers = new Map(lines.split('\r\n').map(readLine));
  const disposition = headers.get('content-disposition');
  if (disposition === undefined || !FORM_DATA.test(disposition)) {
    return unreadableForm(`${which} has no "Content-Disposition: form-data"`);
  }
  const parameters = readParameters(disposition);
  const name = parameters.get('name');
  if (name === undefined) return unreadableForm(`${which} has no name`);
  const filename = parameters.get('filename*') ?? parameters.get('filename');
  const contentType = headers.get('content-type') ?? null;
  if (CONTROL.test(`${name}${filename ?? ''}${contentType ?? ''}`)) {
    return unreadableForm(`${which} has control characters in its headers`);
  }
  return { name, filename: filename === undefined ? null : lastComponent(filename), contentType };
}

function readLine(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  return [line.slice(0, Math.max(0, colon)).trim().toLowerCase(), line.slice(colon + 1).trim()];
}

function readParameters(disposition: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, plain = ''] of disposition.matchAll(PARAMETER)) {
    const key = name.toLowerCase();
    const value = key.endsWith('*') ? decodeExtended(plain) : quoted === undefined ? plain.trim() : unquote(quoted);
    if (value !== undefined) parameters.set(key, value);
  }
  return parameters;
}

/** Undoes what browsers (`%22`, by the HTML standard) and other clients (`\"`) make of a quotation mark. */
function unquote(quoted: string): string {
  return quoted.replaceAll(/\\(["\\])|%22/g, (_all, escaped: string | undefined) => escaped ?? '"');
}

function decodeExtended(value: string): string | undefined {
  try {
    const encoded = EXTENDED.exec(value)?.[1];
    return encoded === undefined ? undefined : decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

/** A model may write a file of this name: it must not lead out of a directory. */
function lastComponent(path: string): string {
  const name = path.split(/[/\\]/).at(-1) ?? '';
  return name === '.' || name === '..' ? '' : name;
}
