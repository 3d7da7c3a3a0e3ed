// A shared access signature made with the key of an account, which is what today's configs have as a secret: it may read and list one
// container, for an hour. https://learn.microsoft.com/rest/api/storageservices/create-service-sas
import { createHmac } from 'node:crypto';

/** The version whose signatures we make, and whose answers we read. */
export const AZURE_VERSION = '2021-12-02';

const LASTS_MS = 60 * 60_000;

/** What is signed for whom. */
export interface SignedContainer {
  readonly account: string;
  readonly container: string;
  /** In base64, as Azure shows it. */
  readonly key: string;
  readonly now: Date;
}

/** The parameters of an address that let in whoever has them. */
export function signContainer({ account, container, key, now }: SignedContainer): URLSearchParams {
  const expiry = new Date(now.getTime() + LASTS_MS).toISOString().replace(/\.\d+Z$/, 'Z');
  const [permissions, resource] = ['rl', 'c'];
  // In an order that is fixed; what is empty does not restrict anything: start, identifier, address, protocol, snapshot, scope, headers.
  const text = [permissions, '', expiry, `/blob/${account}/${container}`, '', '', '', AZURE_VERSION, resource]
    .concat(Array.from({ length: 7 }, () => ''))
    .join('\n');
  const sig = createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest('base64');
  return new URLSearchParams({ se: expiry, sp: permissions, sv: AZURE_VERSION, sr: resource, sig });
}
