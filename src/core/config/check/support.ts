import { defaultConfig } from '../config.ts';
import type { ConfigPath, ConfigProblem } from '../problem.ts';
import { pathText, valueAt } from '../problem.ts';

/** A field that is read, but not acted on. */
interface Unsupported {
  readonly path: ConfigPath;
  /** What to do instead. */
  readonly instead: string;
}

/** The model cannot run without these, so that a warning would only move the failure. */
const NEEDED: readonly Unsupported[] = [
  { path: ['weights'], instead: 'Put the files into data/ and remove this field.' },
  { path: ['model_cache'], instead: 'Put the files into data/, or fetch them in load(), and remove this field.' },
  { path: ['hf_cache'], instead: 'Put the files into data/, or fetch them in load(), and remove this field.' },
  { path: ['external_data'], instead: 'Put the files into data/ and remove this field.' },
  { path: ['trt_llm'], instead: 'Write a model class that loads the engine.' },
  { path: ['bis_llm'], instead: 'Write a model class that loads the model.' },
  { path: ['training_checkpoints'], instead: 'Put the checkpoint into data/ and remove this field.' },
];

/** The model answers the same without these, only not as fast or not as soon. */
const LATER: readonly ConfigPath[] = [
  ['runtime', 'batching'],
  ['runtime', 'warmup'],
];

/** Only the hosted platform of today's Truss honours these; the model runs without them. */
const HOSTED: readonly ConfigPath[] = [
  ['resources', 'instance_type'],
  ['resources', 'node_count'],
  ['resources', 'fabric'],
  ['runtime', 'health_checks'],
  ['runtime', 'oidc'],
  ['runtime', 'remote_ssh'],
  ['runtime', 'egress_restrictions'],
  ['runtime', 'enable_debug_logs'],
  ['runtime', 'truss_server_version_override'],
  ['live_reload'],
  ['cache_internal'],
];

/**
 * Whether a field is acted on: fully, by a hosted platform alone, not yet (`later`), or not yet and the model cannot run
 * without, so that a config with it is refused.
 */
export function supportOf(path: string): 'full' | 'hosted' | 'later' | 'refused' {
  if (NEEDED.some((field) => pathText(field.path) === path)) return 'refused';
  if (LATER.some((field) => pathText(field) === path)) return 'later';
  return HOSTED.some((field) => pathText(field) === path) ? 'hosted' : 'full';
}

/** Says which fields of a config, as it was written, do nothing here: an error where the model needs them. */
export function findUnsupported(given: unknown): ConfigProblem[] {
  const defaults = defaultConfig();
  const isSet = (path: ConfigPath): boolean => {
    const value = withoutNulls(valueAt(given, path));
    const isEmpty = value === undefined || value === '{}' || value === '[]';
    return !isEmpty && value !== withoutNulls(valueAt(defaults, path));
  };
  const needed = NEEDED.filter(({ path }) => isSet(path)).map(({ path, instead }): ConfigProblem => ({
    code: 'CONFIG_UNSUPPORTED',
    severity: 'error',
    path,
    about: 'key',
    message: `${pathText(path)} is not supported by this version, and the model cannot run without it`,
    hint: instead,
  }));
  const later = LATER.filter(isSet).map((path): ConfigProblem => ({
    code: 'CONFIG_UNSUPPORTED',
    severity: 'warning',
    path,
    about: 'key',
    message: `${pathText(path)} does nothing in this version`,
  }));
  const hosted = HOSTED.filter(isSet).map((path): ConfigProblem => ({
    code: 'CONFIG_HOSTED_ONLY',
    severity: 'warning',
    path,
    about: 'key',
    message: `${pathText(path)} is for a hosted platform and does nothing here`,
  }));
  return [...needed, ...later, ...hosted];
}

/** Programs write configs with every field: null where nothing was chosen. */
function withoutNulls(value: unknown): string | undefined {
  return JSON.stringify(value ?? undefined, (_, inner: unknown) => inner ?? undefined);
}
