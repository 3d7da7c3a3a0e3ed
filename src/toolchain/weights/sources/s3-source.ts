// Amazon S3, and those who speak as it does: Cloudflare R2, CoreWeave, and whatever AWS_ENDPOINT_URL names.
import { z } from 'zod';

import type { WeightAddress } from '../../../core/weights/address.ts';
import type { SignedRequest } from '../transfer/open-http-file.ts';
import type { AwsKeys } from './aws-keys.ts';
import { bucketSource } from './bucket-source.ts';
import { parseListing } from './bucket-xml.ts';
import { secretFields } from './secret-fields.ts';
import type { SourceContext, WeightSource } from './weight-source.ts';

type S3Address = Extract<WeightAddress, { kind: 's3' }>;

const SCHEMES = { aws: 's3', r2: 'r2', coreweave: 'cw' } as const;

const listing = z.object({
  ListBucketResult: z.object({
    Contents: z.array(z.object({ Key: z.string(), Size: z.coerce.number() })).default([]),
    NextContinuationToken: z.string().optional(),
  }),
});

/** The objects below a prefix. Who we are says the secret, else what AWS's own tools find; else we ask as nobody. */
export function s3Source(address: S3Address, context: SourceContext): WeightSource {
  const keys = keysOf(context);
  const base = baseOf(address, context);
  const sign = async (url: string, headers: Readonly<Record<string, string>>): Promise<SignedRequest> => {
    const found = await keys();
    if (found === null) return { url, headers };
    const { AwsV4Signer } = await import('aws4fetch');
    const region = address.cloud === 'r2' ? 'auto' : regionOf(context);
    const signed = await new AwsV4Signer({ ...found, url, headers, method: 'GET', service: 's3', region }).sign();
    return { url: signed.url.href, headers: Object.fromEntries(signed.headers) };
  };
  const bucket = {
    shown: `${SCHEMES[address.cloud]}://${address.bucket}`,
    listRequest: (prefix: string, page: string | null) => {
      const url = new URL(base);
      url.searchParams.set('list-type', '2');
      if (prefix !== '') url.searchParams.set('prefix', prefix);
      if (page !== null) url.searchParams.set('continuation-token', page);
      return sign(url.href, {});
    },
    readPage: async (text: string) => {
      const { Contents, NextContinuationToken: next = null } = (await parseListing(text, ['Contents'], listing))
        .ListBucketResult;
      return { objects: Contents.map(({ Key, Size }) => ({ key: Key, size: Size })), next };
    },
    objectRequest: (key: string, headers: Readonly<Record<string, string>>) =>
      sign(`${base}${key.split('/').map(encodeURIComponent).join('/')}`, headers),
  };
  return bucketSource(bucket, address.prefix, context);
}

/** The address of the bucket, with a slash at its end. */
function baseOf({ cloud, bucket }: S3Address, context: SourceContext): string {
  const { variables } = context;
  const own = variables['AWS_ENDPOINT_URL_S3'] ?? variables['AWS_ENDPOINT_URL'] ?? '';
  if (own !== '') return `${own.replace(/\/+$/, '')}/${bucket}/`;
  if (cloud === 'coreweave') return `https://${bucket}.cwobject.com/`;
  if (cloud === 'r2') {
    const [account = '', ...name] = bucket.split('.');
    return `https://${account}.r2.cloudflarestorage.com/${name.join('.')}/`;
  }
  const host = `s3.${regionOf(context)}.amazonaws.com`;
  // The certificate is for one name before it, and a dot makes two of it.
  return bucket.includes('.') ? `https://${host}/${bucket}/` : `https://${bucket}.${host}/`;
}

function regionOf(context: SourceContext): string {
  const fields = secretFields(context, FIELDS) ?? {};
  const given =
    fields['aws_region'] ??
    fields['region'] ??
    context.variables['AWS_REGION'] ??
    context.variables['AWS_DEFAULT_REGION'];
  return given === undefined || given === '' ? 'us-east-1' : given;
}

const FIELDS = 'aws_access_key_id, aws_secret_access_key and aws_region';

/** Asked once, when they are needed. */
function keysOf(context: SourceContext): () => Promise<AwsKeys | null> {
  let found: Promise<AwsKeys | null> | null = null;
  return () => (found ??= findKeys(context));
}

async function findKeys(context: SourceContext): Promise<AwsKeys | null> {
  const fields = secretFields(context, FIELDS);
  if (fields === null) return (await import('./aws-keys.ts')).findAwsKeys(context.variables);
  const accessKeyId = fields['aws_access_key_id'] ?? fields['access_key_id'] ?? '';
  const secretAccessKey = fields['aws_secret_access_key'] ?? fields['secret_access_key'] ?? '';
  const sessionToken = fields['aws_session_token'] ?? fields['session_token'];
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}
