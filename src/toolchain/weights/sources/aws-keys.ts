// Who we are to AWS, where no secret says so: as its own tools find it.
import { loadSharedConfigFiles } from '@smithy/core/config';
import { z } from 'zod';

import { findExecutable, pathDirectories } from '../../../system/processes/find-executable.ts';
import { runProcess } from '../../../system/processes/run-process.ts';

/** What requests are signed with. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * The keys of the environment, else those of the profile in `~/.aws` (AWS_PROFILE), else whatever the command line of AWS comes to by
 * roles, single sign-on or the machine itself. Null where there are none: a bucket that is open to everybody needs none.
 */
export async function findAwsKeys(variables: NodeJS.ProcessEnv): Promise<AwsKeys | null> {
  const ofEnvironment = toKeys(variables, ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']);
  if (ofEnvironment !== null) return ofEnvironment;
  const { credentialsFile, configFile } = await loadSharedConfigFiles();
  const name = variables['AWS_PROFILE'] ?? 'default';
  const profile = { ...configFile[name], ...credentialsFile[name] };
  return toKeys(profile, ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token']) ?? askAws(variables);
}

function toKeys(
  fields: Readonly<Record<string, string | undefined>>,
  [id, secret, token]: readonly [id: string, secret: string, token: string],
): AwsKeys | null {
  const [accessKeyId = '', secretAccessKey = '', sessionToken = ''] = [fields[id], fields[secret], fields[token]];
  if (accessKeyId === '' || secretAccessKey === '') return null;
  return { accessKeyId, secretAccessKey, ...(sessionToken === '' ? {} : { sessionToken }) };
}

const exported = z.object({
  AccessKeyId: z.string(),
  SecretAccessKey: z.string(),
  SessionToken: z.string().optional(),
});

async function askAws(variables: NodeJS.ProcessEnv): Promise<AwsKeys | null> {
  const command = await findExecutable('aws', pathDirectories());
  if (command === null) return null;
  const args = ['configure', 'export-credentials', '--format', 'process'];
  const { status, stdout } = await runProcess({ command, args, env: variables, timeoutMs: 20_000 });
  if (status !== 0) return null;
  const { AccessKeyId, SecretAccessKey, SessionToken } = exported.parse(JSON.parse(stdout));
  return toKeys({ AccessKeyId, SecretAccessKey, SessionToken }, ['AccessKeyId', 'SecretAccessKey', 'SessionToken']);
}
