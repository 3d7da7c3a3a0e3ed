// What a build may read and no layer keeps: certificates, where packages come from, and the secrets that the config maps to files.
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

import { TrussError } from '../../core/errors/truss-error.ts';
import { secretId } from '../../core/image/image-stages.ts';
import { shellWord } from '../../core/shell-word.ts';
import { pipSettings } from '../environment/uv/pip-settings.ts';
import { explainWriteError } from '../home/explain-system-error.ts';
import type { Project } from '../project/open/open-project.ts';
import { resolveSecrets } from '../secrets/resolve-secrets.ts';

/** Variables that name a bundle of certificates, the one that uv reads first. */
const BUNDLES = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'PIP_CERT', 'NODE_EXTRA_CA_CERTS'];

/** Variables that say where packages come from, and with which password. */
const INDEX =
  /^(?:UV_(?:DEFAULT_INDEX|INDEX|INDEX_URL|EXTRA_INDEX_URL|INSECURE_HOST|INDEX_\w+)|PIP_(?:INDEX_URL|EXTRA_INDEX_URL|TRUSTED_HOST))$/;

/**
 * Hands `use` the `--secret` options of a build, and takes the files away that they name.
 *
 * @throws {TrussError} `SECRET_NOT_FOUND` where the config maps one that is not there; `SECRET_STORE_*`; what `use` throws
 */
export async function withBuildSecrets<T>(
  project: Project,
  use: (options: readonly string[]) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'truss-build-')).catch((error: unknown) => {
    throw explainWriteError(error, tmpdir());
  });
  try {
    const keep = async (id: string, value: string): Promise<readonly [string, string]> => {
      const path = join(directory, id);
      await writeFile(path, value, { mode: 0o600 });
      return [id, path];
    };
    const index = await indexVariables(project.directory);
    const mapped = await mappedSecrets(project);
    const given = [
      ...(await existing(
        'ca',
        BUNDLES.map((name) => process.env[name] ?? ''),
      )),
      ...(await existing('netrc', [process.env['NETRC'] ?? '', join(homedir(), '.netrc')])),
      ...(index === '' ? [] : [await keep('index', index)]),
      ...(await Promise.all(mapped.map(([name, value]) => keep(secretId(name), value)))),
    ];
    return await use(given.flatMap(([id, path]) => ['--secret', `id=${id},src=${path}`]));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The first of the paths that is a file. */
async function existing(id: string, paths: readonly string[]): Promise<readonly (readonly [string, string])[]> {
  for (const path of paths.filter((each) => each !== '')) {
    if ((await stat(path).catch(() => null))?.isFile() === true) return [[id, path]];
  }
  return [];
}

/** Lines of a shell that say where packages come from; empty where nobody has said so. */
async function indexVariables(cwd: string): Promise<string> {
  const told = Object.entries(process.env).filter(([name, value]) => INDEX.test(name) && value);
  const { UV_DEFAULT_INDEX, UV_INDEX } = await pipSettings(cwd);
  const settings = Object.entries({ UV_DEFAULT_INDEX, UV_INDEX }).filter(([, value]) => value !== undefined);
  const all = Object.entries(Object.fromEntries([...settings, ...told]));
  return all.map(([name, value]) => `export ${name}=${shellWord(value ?? '')}\n`).join('');
}

async function mappedSecrets({ config }: Project): Promise<readonly (readonly [string, string])[]> {
  const names = Object.keys(config.build.secret_to_path_mapping);
  const values = await resolveSecrets({ secrets: Object.fromEntries(names.map((name) => [name, null])) });
  return names.map((name) => {
    const value = values[name];
    if (value !== undefined) return [name, value];
    throw new TrussError('SECRET_NOT_FOUND', {
      message: `The build reads the secret ${name} (build.secret_to_path_mapping), which is nowhere.`,
      hint: `Keep it: truss secret set ${name}`,
    });
  });
}
