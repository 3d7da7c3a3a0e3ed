import type { ErrorCode } from '../../errors/catalogue.ts';
import { defaultConfig } from '../config.ts';
import type { ConfigProblem } from '../problem.ts';
import { pathText, valueAt, withHint } from '../problem.ts';
import type { InertField, Inertia } from './inert-fields.ts';
import { INERT_FIELDS } from './inert-fields.ts';

const CODES: Readonly<Record<Inertia, ErrorCode>> = {
  refused: 'CONFIG_UNSUPPORTED',
  later: 'CONFIG_UNSUPPORTED',
  image: 'CONFIG_IMAGE_ONLY',
  hosted: 'CONFIG_HOSTED_ONLY',
};

/** What is said of a field of which less happens here than it says, for each reason; none where it acts fully. */
export function inertFieldsAt(path: string): readonly InertField[] {
  return INERT_FIELDS.filter((field) => pathText(field.path) === path);
}

/** Says of which fields of a config, as it was written, less happens here than they say: an error where the model needs them. */
export function findUnsupported(given: unknown): ConfigProblem[] {
  const defaults = defaultConfig();
  const asked = ({ path, except }: InertField): boolean =>
    isAsked(without(valueAt(given, path), except), valueAt(defaults, path));
  return INERT_FIELDS.filter(asked).map(problemOf);
}

function without(value: unknown, except: readonly string[] = []): unknown {
  return Array.isArray(value) ? value.filter((each) => !except.includes(String(each))) : value;
}

/** Whether a value is neither empty nor the default. */
function isAsked(value: unknown, usual: unknown): boolean {
  const text = withoutNulls(value);
  return text !== undefined && text !== '{}' && text !== '[]' && text !== withoutNulls(usual);
}

function problemOf({ path, why, follows, instead }: InertField): ConfigProblem {
  const severity = why === 'refused' ? 'error' : 'warning';
  const message = `${pathText(path)} ${follows}`;
  return withHint({ code: CODES[why], severity, path, about: 'key', message } as const, instead);
}

/** Programs write configs with every field: null where nothing was chosen. */
function withoutNulls(value: unknown): string | undefined {
  return JSON.stringify(value ?? undefined, (_, inner: unknown) => inner ?? undefined);
}
