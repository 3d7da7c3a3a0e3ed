// Who we are to Google: a key of a service account, or the login that gcloud has left, for a token that holds an hour.
import { createSign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { z } from 'zod';

import { TrussError } from '../../../core/errors/truss-error.ts';
import { findExecutable, pathDirectories } from '../../../system/processes/find-executable.ts';
import { runProcess } from '../../../system/processes/run-process.ts';
import { openUrl } from '../transfer/open-url.ts';
import { readAnswer } from './read-answer.ts';
import { secretFields } from './secret-fields.ts';
import type { SourceContext } from './weight-source.ts';

const READ_ONLY = 'https://www.googleapis.com/auth/devstorage.read_only';
const TOKEN_URI = 'https://oauth2.googleapis.com/token';

/** As long as Google allows. */
const HOLDS_SECONDS = 3600;

const answerSchema = z.object({ access_token: z.string() });

/**
 * A token to read with; null where nobody is logged in: a bucket that is open to everybody needs none.
 *
 * @throws {TrussError} `WEIGHTS_ACCESS_DENIED` where Google does not take the key
 */
export async function googleToken(context: SourceContext): Promise<string | null> {
  const login = secretFields(context, 'the key of a service account') ?? (await leftByGcloud(context.variables));
  if (login === null) return askGcloud(context.variables);
  const grant = login['refresh_token'] === undefined ? grantOf(login) : refreshOf(login);
  const answer = await openUrl(context.network, {
    url: login['token_uri'] ?? TOKEN_URI,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(grant).toString(),
    signal: AbortSignal.timeout(60_000),
  });
  const text = await readAnswer(answer);
  if (answer.statusCode === 200) return answerSchema.parse(JSON.parse(text)).access_token;
  throw new TrussError('WEIGHTS_ACCESS_DENIED', {
    message: `Google does not take our login: it answers ${answer.statusCode}.`,
    hint: 'Log in anew with `gcloud auth application-default login`, or give the secret another key of a service account.',
  });
}

/** https://developers.google.com/identity/protocols/oauth2/service-account#httprest */
function grantOf(key: Readonly<Record<string, string>>): Record<string, string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: key['client_email'],
    scope: READ_ONLY,
    aud: key['token_uri'] ?? TOKEN_URI,
    iat: now,
    exp: now + HOLDS_SECONDS,
  };
  const unsigned = [{ alg: 'RS256', typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const signature = createSign('RSA-SHA256')
    .update(unsigned.join('.'))
    .sign(key['private_key'] ?? '', 'base64url');
  return { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: [...unsigned, signature].join('.') };
}

function refreshOf({ client_id = '', client_secret = '', refresh_token = '' }: Readonly<Record<string, string>>) {
  return { grant_type: 'refresh_token', client_id, client_secret, refresh_token };
}

/** The file of `gcloud auth application-default login`, or the one that is named; null where it is of a kind that gcloud alone reads. */
async function leftByGcloud(variables: NodeJS.ProcessEnv): Promise<Readonly<Record<string, string>> | null> {
  const usual = join(
    variables['CLOUDSDK_CONFIG'] ?? join(homedir(), '.config', 'gcloud'),
    'application_default_credentials.json',
  );
  const text = await readFile(variables['GOOGLE_APPLICATION_CREDENTIALS'] ?? usual, 'utf8').catch(() => null);
  const fields = z.looseObject({ type: z.enum(['service_account', 'authorized_user']) });
  const read = text === null ? null : fields.safeParse(parseJson(text)).data;
  return read === null || read === undefined
    ? null
    : Object.fromEntries(Object.entries(read).map(([name, value]) => [name, String(value)]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Which knows machines of Google's cloud, and identities of other clouds. */
async function askGcloud(variables: NodeJS.ProcessEnv): Promise<string | null> {
  const command = await findExecutable('gcloud', pathDirectories());
  if (command === null) return null;
  const args = ['auth', 'application-default', 'print-access-token'];
  const { status, stdout } = await runProcess({ command, args, env: variables, timeoutMs: 20_000 });
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : null;
}
