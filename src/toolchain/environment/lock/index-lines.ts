import { withoutCredentials } from '../../../core/requirements/credentials.ts';
import { pipSettings } from '../uv/pip-settings.ts';

/** Where packages come from when nobody says otherwise. */
const PYPI = 'https://pypi.org/simple';

/** Options of pip that decide which files a lock means, and so belong into it. */
const KEPT_OPTION = /^(?:-i|--index-url|-f|--find-links|--no-index|--no-binary|--only-binary)\b/;

const INDEX_URL = /^(?:-i|--index-url)[\s=]+(\S+)/;

/** The annotation that `--emit-index-annotation` puts under each package. */
const FROM_LINE = /^ +# from (\S+)\n?/gm;

/**
 * Turns what uv has resolved into the body of a lock: an index that is not the default one is named under its packages and, as an
 * option, at the top, so that uv finds it again. No credential is in it. `standard`: the default index; `options`: the lines of the
 * sources that are options.
 */
export function nameIndexes(resolved: string, standard: string, options: readonly string[]): string {
  const others = new Set<string>();
  const annotated = resolved.replaceAll(FROM_LINE, (line, index: string) => {
    // A file: address is a folder of this machine; its --find-links line says it relative to the truss.
    if (index === standard || index.startsWith('file:')) return '';
    others.add(index);
    return line;
  });
  const kept = options.filter((option) => KEPT_OPTION.test(option));
  const added = [...others].map((index) => `--extra-index-url ${index}`);
  const lines = [...kept, ...added];
  return withoutCredentials(lines.length === 0 ? annotated : `${lines.join('\n')}\n\n${annotated}`);
}

/**
 * The index that uv asks last, without its credentials. `cwd`: where uv looks for the user's uv.toml; `options`: the lines of the
 * sources that are options.
 */
export async function defaultIndex(cwd: string, options: readonly string[]): Promise<string> {
  const written = options.map((option) => INDEX_URL.exec(option)?.[1]).findLast((url) => url !== undefined);
  const { UV_DEFAULT_INDEX, UV_INDEX_URL } = { ...process.env, ...(await pipSettings(cwd)) };
  const given = written ?? (UV_DEFAULT_INDEX || UV_INDEX_URL || PYPI);
  // `name=https://…` gives the index a name. The annotation has neither that nor a user.
  return given.replace(/^\w[\w-]*=(?=\w+:)/, '').replace(/\/\/[^/@]+@/, '//');
}
