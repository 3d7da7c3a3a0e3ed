// Azure Blob Storage, by signed addresses: a shared access signature (SAS) says what may be read, and until when.
import { z } from 'zod';

import type { WeightAddress } from '../../../core/weights/address.ts';
import { bucketSource } from './bucket-source.ts';
import { parseListing } from './bucket-xml.ts';
import type { SourceContext, WeightSource } from './weight-source.ts';

/** The first version whose answers have all that we read. */
const HEADERS = { 'x-ms-version': '2021-12-02' };

const listing = z.object({
  EnumerationResults: z.object({
    Blobs: z.preprocess(
      (value) => (value === '' ? {} : value),
      z.object({
        Blob: z
          .array(z.object({ Name: z.string(), Properties: z.object({ 'Content-Length': z.coerce.number() }) }))
          .default([]),
      }),
    ),
    NextMarker: z.string().optional(),
  }),
});

/** The blobs below a prefix. The signature is the secret, or AZURE_STORAGE_SAS_TOKEN, or in AZURE_STORAGE_CONNECTION_STRING; else we ask as nobody. */
export function azureSource(
  { account, container, prefix }: Extract<WeightAddress, { kind: 'azure' }>,
  context: SourceContext,
): WeightSource {
  const connection = connectionOf(context.variables['AZURE_STORAGE_CONNECTION_STRING'] ?? '');
  const endpoint = connection['BlobEndpoint'] ?? `https://${account}.blob.core.windows.net`;
  const base = endpoint.replace(/\/+$/, '');
  const signature = signatureOf(context, connection);
  const signed = (url: URL, headers: Readonly<Record<string, string>>) => {
    for (const [name, value] of signature) url.searchParams.set(name, value);
    return Promise.resolve({ url: url.href, headers: { ...HEADERS, ...headers } });
  };
  const bucket = {
    shown: `azure://${account}/${container}`,
    listRequest: (wanted: string, page: string | null) => {
      const url = new URL(`${base}/${container}?restype=container&comp=list`);
      if (wanted !== '') url.searchParams.set('prefix', wanted);
      if (page !== null) url.searchParams.set('marker', page);
      return signed(url, {});
    },
    readPage: async (text: string) => {
      const { Blobs, NextMarker = '' } = (await parseListing(text, ['Blob'], listing)).EnumerationResults;
      const objects = Blobs.Blob.map(({ Name, Properties }) => ({ key: Name, size: Properties['Content-Length'] }));
      return { objects, next: NextMarker === '' ? null : NextMarker };
    },
    objectRequest: (key: string, headers: Readonly<Record<string, string>>) =>
      signed(new URL(`${base}/${container}/${key.split('/').map(encodeURIComponent).join('/')}`), headers),
  };
  return bucketSource(bucket, prefix, context);
}

function signatureOf(
  { secret, variables }: SourceContext,
  connection: Readonly<Record<string, string>>,
): URLSearchParams {
  const given = secret ?? variables['AZURE_STORAGE_SAS_TOKEN'] ?? connection['SharedAccessSignature'] ?? '';
  return new URLSearchParams(given.replace(/^\?/, ''));
}

/** `Name=value;Name=value`. */
function connectionOf(text: string): Readonly<Record<string, string>> {
  const pairs = text
    .split(';')
    .map((pair) => [pair.split('=', 1)[0] ?? '', pair.slice(pair.indexOf('=') + 1)] as const);
  return Object.fromEntries(pairs.filter(([name]) => name !== ''));
}
