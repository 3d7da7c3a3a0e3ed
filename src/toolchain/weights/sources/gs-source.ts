// Google Cloud Storage.
import { z } from 'zod';

import type { WeightAddress } from '../../../core/weights/address.ts';
import { bucketSource } from './bucket-source.ts';
import { googleToken } from './google-token.ts';
import type { SourceContext, WeightSource } from './weight-source.ts';

const listing = z.object({
  items: z.array(z.object({ name: z.string(), size: z.coerce.number() })).default([]),
  nextPageToken: z.string().optional(),
});

/** The objects below a prefix. Who we are says the secret (the key of a service account), else what gcloud has left; else we ask as nobody. */
export function gsSource(
  { bucket: name, prefix }: Extract<WeightAddress, { kind: 'gs' }>,
  context: SourceContext,
): WeightSource {
  const emulator = context.variables['STORAGE_EMULATOR_HOST'] ?? '';
  const base = emulator === '' ? 'https://storage.googleapis.com' : emulator.replace(/\/+$/, '');
  const token = emulator === '' ? tokenOf(context) : () => Promise.resolve(null);
  const sign = async (url: string, headers: Readonly<Record<string, string>>) => {
    const value = await token();
    return { url, headers: value === null ? headers : { authorization: `Bearer ${value}`, ...headers } };
  };
  const objects = `${base}/storage/v1/b/${encodeURIComponent(name)}/o`;
  const bucket = {
    shown: `gs://${name}`,
    listRequest: (wanted: string, page: string | null) => {
      const url = new URL(objects);
      url.searchParams.set('fields', 'items(name,size),nextPageToken');
      if (wanted !== '') url.searchParams.set('prefix', wanted);
      if (page !== null) url.searchParams.set('pageToken', page);
      return sign(url.href, {});
    },
    readPage: (text: string) => {
      const { items, nextPageToken: next = null } = listing.parse(JSON.parse(text));
      return { objects: items.map((item) => ({ key: item.name, size: item.size })), next };
    },
    objectRequest: (key: string, headers: Readonly<Record<string, string>>) =>
      sign(`${objects}/${encodeURIComponent(key)}?alt=media`, headers),
  };
  return bucketSource(bucket, prefix, context);
}

/** A token holds an hour; the files of a large model may take longer. */
const KEPT_FOR_MS = 30 * 60 * 1000;

function tokenOf(context: SourceContext): () => Promise<string | null> {
  let made: { readonly at: number; readonly token: Promise<string | null> } | null = null;
  return () => {
    const isOld = made === null || performance.now() - made.at > KEPT_FOR_MS;
    made = made === null || isOld ? { at: performance.now(), token: googleToken(context) } : made;
    return made.token;
  };
}
