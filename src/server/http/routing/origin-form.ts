const ABSOLUTE = /^https?:\/\/[^/?#]*/i;

/** The path and query of a request target: one that names the host too, as for a proxy, is taken as well (RFC 9112, 3.2.2). */
export function originForm(target: string): string {
  const rest = target.replace(ABSOLUTE, '');
  return rest.startsWith('/') || rest === target ? rest : `/${rest}`;
}
