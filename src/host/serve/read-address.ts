// What people write for where a server is to be found, as the server takes it.

/** The address to listen on; one of IPv6 may have the brackets that it has in a URL. */
export function readHost(text: string): string {
  return text.replace(/^\[(.*)\]$/, '$1');
}

/**
 * The path before those of the server, with a slash before it and none behind; empty for none.
 *
 * @throws {Error} where it is no path: it would be passed over without a word
 */
export function readRootPath(text: string): string {
  const words = text.trim().replaceAll(/^\/+|\/+$/g, '');
  if (words === '') return '';
  if (/^[\w.~!$&'()*+,;=:@%/-]+$/.test(words) && !words.includes('//')) return `/${words}`;
  throw new Error('expected a path such as /models');
}
