/** A name of a distribution in the one form in which names are compared (PEP 503): `Scikit_Learn` is `scikit-learn`. */
export function normaliseName(name: string): string {
  return name.replaceAll(/[-_.]+/g, '-').toLowerCase();
}
