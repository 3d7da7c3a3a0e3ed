// Azure Blob Storage, by signed addresses: a shared access signature (SAS) says what may be read, and until when. Who has the key of the
// account makes one.
import { z } from 'zod';

import type { WeightAddress } from '../../../core/weights/address.ts';
import { AZURE_VERSION, signContainer } from './azure-signature.ts';
import { bucketSource } from './bucket-source.ts';
import { parseListing } from './bucket-xml.ts';
import { secretFields } from './secret-fields.ts';
import type { SourceContext, WeightSource } from './weight-source.ts';

const HEADERS = { 'x-ms-version': AZURE_VERSION };

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

/**
 * The blobs below a prefix. Who we are says the secret, a signature or `{"account_key"}`, else AZURE_STORAGE_SAS_TOKEN, AZURE_STORAGE_KEY or
 * AZURE_STORAGE_CONNECTION_STRING; else we ask as nobody.
 */
export function azureSource(
  { account, container, prefix }: Extract<WeightAddress, { kind: 'azure' }>,
  context: SourceContext,
): WeightSource {
  const connection = connectionOf(context.variables['AZURE_STORAGE_CONNECTION_STRING'] ?? '');
  const endpoint = connection['BlobEndpoint'] ?? `https://${account}.blob.core.windows.net`;
  const base = endpoint.replace(/\/+$/, '');
  const login = loginOf(context, connection);
  const signed = (url: URL, headers: Readonly<Record<string, string>>) => {
    const { signature, key } = login;
    // Anew each time, since it expires.
    const parameters = key === null ? signature : signContainer({ account, container, key, now: new Date() });
    for (const [name, value] of parameters) url.searchParams.set(name, value);
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

interface Login {
  readonly signature: URLSearchParams;
  /** Of the account. */
  readonly key: string | null;
}

/** @throws {TrussError} `WEIGHTS_ACCESS_DENIED` where the secret is an object without a key */
function loginOf(context: SourceContext, connection: Readonly<Record<string, string>>): Login {
  const { secret, variables } = context;
  const isObject = secret?.trimStart().startsWith('{') === true;
  const fields = isObject ? secretFields(context, 'account_key') : null;
  const given = isObject ? fields?.['sas_token'] : secret;
  const signature = given ?? variables['AZURE_STORAGE_SAS_TOKEN'] ?? connection['SharedAccessSignature'] ?? '';
  const key = fields?.['account_key'] ?? variables['AZURE_STORAGE_KEY'] ?? connection['AccountKey'] ?? '';
  const isSigned = signature !== '' || key === '';
  return { signature: new URLSearchParams(signature.replace(/^\?/, '')), key: isSigned ? null : key };
}

/** `Name=value;Name=value`. */
function connectionOf(text: string): Readonly<Record<string, string>> {
  const pairs = text
    .split(';')
    .map((pair) => [pair.split('=', 1)[0] ?? '', pair.slice(pair.indexOf('=') + 1)] as const);
  return Object.fromEntries(pairs.filter(([name]) => name !== ''));
}
