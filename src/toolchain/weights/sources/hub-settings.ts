// What Hugging Face's own libraries read from the environment, read alike.
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the hub is when nobody says otherwise. */
const DEFAULT_ENDPOINT = 'https://huggingface.co';

/** The address of the hub, or of a mirror of it, without a slash at the end. */
export function hubEndpoint(variables: NodeJS.ProcessEnv): string {
  return (text(variables, 'HF_ENDPOINT') ?? DEFAULT_ENDPOINT).replace(/\/+$/, '');
}

/** Whether the hub must not be asked. */
export function isHubOffline(variables: NodeJS.ProcessEnv): boolean {
  const value = text(variables, 'HF_HUB_OFFLINE') ?? text(variables, 'TRANSFORMERS_OFFLINE') ?? '';
  return /^(?:1|on|yes|true)$/i.test(value);
}

/** The directory with the cache of all repositories. */
export function hubCacheDirectory(variables: NodeJS.ProcessEnv): string {
  return text(variables, 'HF_HUB_CACHE') ?? text(variables, 'HUGGINGFACE_HUB_CACHE') ?? join(hubHome(variables), 'hub');
}

/** The token of somebody who is logged in; null where nobody is. */
export async function hubToken(variables: NodeJS.ProcessEnv): Promise<string | null> {
  const given = text(variables, 'HF_TOKEN') ?? text(variables, 'HUGGING_FACE_HUB_TOKEN');
  if (given !== null) return given.trim();
  const path = text(variables, 'HF_TOKEN_PATH') ?? join(hubHome(variables), 'token');
  const kept = await readFile(path, 'utf8').catch(() => '');
  return kept.trim() === '' ? null : kept.trim();
}

function hubHome(variables: NodeJS.ProcessEnv): string {
  const caches = text(variables, 'XDG_CACHE_HOME') ?? join(homedir(), '.cache');
  return text(variables, 'HF_HOME') ?? join(caches, 'huggingface');
}

function text(variables: NodeJS.ProcessEnv, name: string): string | null {
  const value = variables[name] ?? '';
  return value === '' ? null : value;
}
