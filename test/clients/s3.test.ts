// Weights from an S3 that others wrote.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { AwsV4Signer } from 'aws4fetch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { clientEnvironment } from '../support/client-environment.ts';
import type { MotoServer } from '../support/moto-server.ts';
import { startMoto } from '../support/moto-server.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const environment = await clientEnvironment(resolve(import.meta.dirname, 'moto.txt'));
const scenario = new TrussScenario();
const KEYS = { accessKeyId: 'AKIDTEST', secretAccessKey: 'never-shown' };
const large = randomBytes(3_000_000);
let moto: MotoServer;

async function put(path: string, body?: Buffer): Promise<void> {
  const url = `${moto.url}/${path}`;
  const signed = await new AwsV4Signer({ ...KEYS, url, method: 'PUT', service: 's3', region: 'us-east-1' }).sign();
  const { status } = await fetch(signed.url, {
    method: 'PUT',
    headers: signed.headers,
    ...(body && { body: new Uint8Array(body) }),
  });
  expect(status).toBe(200);
}

beforeAll(async () => {
  if ('reason' in environment) return;
  moto = await startMoto(environment.python);
  await put('models');
  await put('models/llama/model.safetensors', large);
  await put('models/llama/sub/a b+c.json', Buffer.from('{}'));
  await put('models/llama-other/x.bin', Buffer.from('x'));
  await put('many');
  for (let index = 0; index < 1005; index += 1) await put(`many/f/${index}`, Buffer.from(String(index % 7)));
});
afterAll(async () => {
  await Promise.all([scenario.close(), 'reason' in environment ? null : moto.close()]);
});

async function pull(name: string, weights: string, env: Record<string, string>) {
  scenario.write({ [`${name}/config.yaml`]: weights, [`${name}/model/model.py`]: 'class Model:\n    pass\n' });
  const { stdout, stderr, code } = await scenario.run(['weights', 'pull', name, '--json'], {
    env: { AWS_ENDPOINT_URL: moto.url, AWS_EC2_METADATA_DISABLED: 'true', HOME: scenario.directory, ...env },
  });
  return { code, stderr, text: stdout, ...(JSON.parse(stdout) as { weights?: { path: string; files: number }[] }) };
}

describe.skipIf('reason' in environment)('s3://', () => {
  const config = (source: string, more = '') =>
    `weights: [{source: "${source}", mount_location: ${scenario.directory}/mounts/x${more}}]\n`;

  test('with keys of the environment', async () => {
    const env = { AWS_ACCESS_KEY_ID: KEYS.accessKeyId, AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey };
    const { code, weights } = await pull('environment', config('s3://models/llama'), env);
    expect([code, weights?.[0]?.files]).toEqual([0, 2]);
    const path = weights?.[0]?.path ?? '';
    expect(readFileSync(join(path, 'model.safetensors')).equals(large)).toBe(true);
    expect(readFileSync(join(path, 'sub/a b+c.json'), 'utf8')).toBe('{}');
  });

  test('with a secret, which is nowhere to be read', async () => {
    const secret = JSON.stringify({
      aws_access_key_id: KEYS.accessKeyId,
      aws_secret_access_key: KEYS.secretAccessKey,
      aws_region: 'us-east-1',
    });
    const { code, weights, text, stderr } = await pull(
      'secret',
      config('s3://models/llama/model.safetensors', ', auth_secret_name: aws'),
      { TRUSS_SECRET_aws: secret },
    );
    expect([code, weights?.[0]?.files]).toEqual([0, 1]);
    const lock = readFileSync(join(scenario.directory, 'secret/weights.lock'), 'utf8');
    expect(text + stderr + lock).not.toMatch(/never-shown|AKIDTEST|Signature/);
  });

  test('with keys of a profile, and more files than a page has', async () => {
    const lines = [
      '[mine]',
      `aws_access_key_id = ${KEYS.accessKeyId}`,
      `aws_secret_access_key = ${KEYS.secretAccessKey}`,
    ];
    scenario.write({ '.aws/credentials': `${lines.join('\n')}\n` });
    const { code, weights } = await pull('profile', config('s3://many/f'), { AWS_PROFILE: 'mine' });
    expect([code, weights?.[0]?.files]).toEqual([0, 1005]);
  });

  test('a bucket that is not there is told', async () => {
    const { code, text } = await pull('nowhere', config('s3://nowhere/x'), {
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'never-shown',
    });
    expect([code, text]).toEqual([1, expect.stringContaining('There is no s3://nowhere')]);
    expect(text).not.toContain('never-shown');
  });
});
