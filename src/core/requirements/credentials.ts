/**
 * An address of the web with a user, a password or a token in it. (What stands before `https`, as in `git+https`, is left out: a
 * pattern that begins with a repetition is tried from each place of a long line to its end.)
 */
const WITH_CREDENTIALS = /(https?:\/\/)([^\s/@'"`]+)@([^\s/'"`]+)/g;

/** A text for people or logs: in each address the user and password become `***`. */
export function redactCredentials(text: string): string {
  return text.replaceAll(WITH_CREDENTIALS, '$1***@$3');
}

/** A text for a file: addresses lose their user and password. `${TOKEN}` stays: it is the name of a credential, not one. */
export function withoutCredentials(text: string): string {
  return text.replaceAll(WITH_CREDENTIALS, (whole, scheme: string, user: string, host: string) =>
    user.includes('${') ? whole : scheme + host,
  );
}

/** Gives the addresses in `text` the credentials that the same hosts have in `sources`, for uv alone. */
export function restoreCredentials(text: string, sources: readonly string[]): string {
  const users = new Map<string, string>();
  for (const source of sources) {
    for (const [, , user = '', host = ''] of source.matchAll(WITH_CREDENTIALS)) users.set(host, user);
  }
  if (users.size === 0) return text;
  return text.replaceAll(/(https?:\/\/)([^\s/@'"`]+)(?=\/)/g, (whole, scheme: string, host: string) => {
    const user = users.get(host);
    return user === undefined ? whole : `${scheme}${user}@${host}`;
  });
}
