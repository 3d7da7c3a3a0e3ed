/** A name of a distribution in the one form in which names are compared (PEP 503): `Scikit_Learn` is `scikit-learn`. */
export function normaliseName(name: string): string {
  return name.replaceAll(/[-_.]+/g, '-').toLowerCase();
}

/** A name as PEP 508 begins a requirement with: what follows is extras, a version, an address, a marker, or nothing. */
const NAMED = /^\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?=$|[[(<>=!~;@#])/;

/** The normalised name that a requirement line begins with; null for options, paths, bare URLs, comments and empty lines. */
export function requirementName(line: string): string | null {
  const match = NAMED.exec(line);
  return match?.[1] === undefined ? null : normaliseName(match[1]);
}
