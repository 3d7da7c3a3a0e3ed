import { parseArgs } from 'node:util';

import { TrussError } from '../../core/errors/truss-error.ts';
import type { ImageSettings, Setting } from './settings.ts';
import { SETTINGS } from './settings.ts';

const HINT = 'With --help it says what can be said to it.';

/**
 * Reads the settings: an argument wins over its variable, and an empty variable says nothing. Null where help was asked for.
 *
 * @throws {TrussError} `USAGE`
 */
export function readSettings(words: readonly string[], variables: NodeJS.ProcessEnv): ImageSettings | null {
  const { values, positionals } = parseWords(words);
  if (values['help'] === true) return null;
  if (positionals.length > 1) {
    throw new TrussError('USAGE', { message: 'One truss is served, and several are named.', hint: HINT });
  }
  const read = <T>({ flag, alias, variable, platform, isMeant, fallback, parse }: Setting<T>): T => {
    const typed = flag === null ? positionals[0] : (values[flag] ?? (alias === undefined ? undefined : values[alias]));
    if (typeof typed === 'string') return understand(flag === null ? 'The argument' : `--${flag}`, typed, parse);
    const given = variables[variable] ?? '';
    if (given !== '') return understand(variable, given, parse);
    const set = platform === undefined ? '' : (variables[platform] ?? '');
    return set === '' || isMeant?.(set) === false ? fallback : understand(platform ?? '', set, parse);
  };
  return {
    directory: read(SETTINGS.directory),
    modelName: read(SETTINGS.modelName),
    stage: read(SETTINGS.stage),
    python: read(SETTINGS.python),
    host: read(SETTINGS.host),
    port: read(SETTINGS.port),
    grpcPort: read(SETTINGS.grpcPort),
    workers: read(SETTINGS.workers),
    tokens: read(SETTINGS.tokens),
    ui: read(SETTINGS.ui),
    mcp: read(SETTINGS.mcp),
    tlsCert: read(SETTINGS.tlsCert),
    tlsKey: read(SETTINGS.tlsKey),
    linger: read(SETTINGS.linger),
    drainTimeout: read(SETTINGS.drainTimeout),
    trustedProxies: read(SETTINGS.trustedProxies),
    rootPath: read(SETTINGS.rootPath),
  };
}

function parseWords(words: readonly string[]): ReturnType<typeof parseArgs> {
  const flags = Object.values(SETTINGS).flatMap(({ flag, alias }) =>
    [flag, alias].flatMap((name) => (typeof name === 'string' ? [[name, { type: 'string' }] as const] : [])),
  );
  const options = { ...Object.fromEntries(flags), help: { type: 'boolean' } } as const;
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    // The first sentence of Node's says what is wrong; the others speak of its own ways out.
    const [message = ''] = String(error instanceof Error ? error.message : error).split(/(?<=\.)\s/);
    throw new TrussError('USAGE', { message, hint: HINT, cause: error });
  }
}

function understand<T>(name: string, text: string, parse: (text: string) => T): T {
  try {
    return parse(text);
  } catch (error) {
    const expected = error instanceof Error ? error.message : String(error);
    throw new TrussError('USAGE', { message: `${name} is ${JSON.stringify(text)}: ${expected}.`, hint: HINT });
  }
}
