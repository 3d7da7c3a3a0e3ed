import { z } from 'zod';

/** The form of an index's pages that tells sizes and times (PEP 691 and PEP 700). */
const JSON_PAGE = 'application/vnd.pypi.simple.v1+json';

const pageSchema = z.object({
  files: z.array(z.object({ filename: z.string(), size: z.number().optional(), 'upload-time': z.string().optional() })),
});

/** Nobody waits longer for what is good to know. */
const PATIENCE_MS = 3000;

/** Pages of the packages with most files have some megabytes. */
const LONGEST_PAGE_BYTES = 32 * 2 ** 20;

/** A file of a package. */
export interface IndexFile {
  readonly filename: string;
  readonly size?: number | undefined;
  /** ISO 8601. */
  readonly 'upload-time'?: string | undefined;
}

/**
 * What an index says of the files of a package; null where it does not, or not at once. No credentials are sent. `name`: normalised;
 * `index`: an address without credentials.
 */
export async function readIndexPage(name: string, index: string): Promise<readonly IndexFile[] | null> {
  if ((process.env['UV_OFFLINE'] ?? '') !== '') return null;
  try {
    const response = await fetch(`${index.replace(/\/$/, '')}/${name}/`, {
      headers: { accept: JSON_PAGE },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok || Number(response.headers.get('content-length') ?? 0) > LONGEST_PAGE_BYTES) return null;
    return pageSchema.parse(await response.json()).files;
  } catch {
    // An index that has no such page, or cannot be reached this way: uv has its own way to reach it.
    return null;
  }
}
