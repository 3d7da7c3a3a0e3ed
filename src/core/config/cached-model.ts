// A repository of `model_cache` as an address. What kind it is of, its own scheme says before `kind` does: until 2024 nothing else did.

/** Schemes of what `kind` calls otherwise. */
const SCHEMES: Readonly<Record<string, string>> = { hf: 'hf', gcs: 'gs', s3: 's3', azure: 'azure' };

/** A name of Azure's own for a container: `https://account.blob.core.windows.net/container/folder`. */
const AZURE_URL = /^https:\/\/([^./]+)\.blob\.core\.windows\.net\//;

/** A repository, as a config has it. */
interface CachedModel {
  readonly repo: string;
  readonly kind: string;
  readonly revision: string | null;
}

/** `org/name` of the kind `hf` is `hf://org/name`; `gs://bucket` is itself, whatever its kind. */
export function cachedModelAddress({ repo, kind, revision }: CachedModel): string {
  if (/^(?:s3|gs|azure):\/\//.test(repo)) return repo;
  if (kind === 'azure') return azureAddress(repo);
  const scheme = `${SCHEMES[kind] ?? kind}://`;
  const address = repo.startsWith(scheme) ? repo : scheme + repo;
  return kind === 'hf' && revision !== null ? `${address}@${revision}` : address;
}

function azureAddress(repo: string): string {
  const address = repo.replace(/^az:\/\//, 'azure://').replace(AZURE_URL, 'azure://$1/');
  return address.startsWith('azure://') ? address : `azure://${address}`;
}

/** What the secret is called that nobody has named. */
const HUB_SECRET = 'hf_access_token';

/** The secret of a repository; null: none. What is called so unless it is named lets in to Hugging Face alone. */
export function secretOfCache(address: string, named: string | null): string | null {
  if (isOfHub(address)) return named ?? HUB_SECRET;
  return named === HUB_SECRET ? null : named;
}

/** Whether a repository is one of Hugging Face. */
export function isOfHub(address: string): boolean {
  return address.startsWith('hf://');
}
