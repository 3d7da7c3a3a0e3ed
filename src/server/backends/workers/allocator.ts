// How the C library of a worker keeps memory that was used once.

/**
 * glibc gives memory back to the system in blocks of 128 KB, and asks for it anew with the next request: the system fills each page of it
 * with zeros. Parsing an image of 3 MB of JSON had 1,350 pages made so for each request, and 4.5 ms of a processor went to it; with
 * these settings none, and 0.9 ms. What is kept is at most as much as one such block (mallopt(3); other C libraries do not know the names).
 */
const KEPT_BYTES = String(64 * 2 ** 20);
const SETTINGS = { MALLOC_MMAP_THRESHOLD_: KEPT_BYTES, MALLOC_TRIM_THRESHOLD_: KEPT_BYTES };

/** Variables that somebody has set to say otherwise. */
const OTHERS = /^MALLOC_|^GLIBC_TUNABLES$/;

/** The variables with which a worker is started beside its own, which it takes out of its environment again: none where it has such already. */
export function allocatorSettings(environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return Object.keys(environment).some((name) => OTHERS.test(name)) ? {} : SETTINGS;
}
