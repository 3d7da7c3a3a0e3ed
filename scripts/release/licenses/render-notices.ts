// Which licences code may have that we hand on as a part of ours, and the text that goes along with it.
import type { BundledPackage } from './bundled-packages.ts';

/** What a package.json may say: licences that ask for no more than that their text goes along. A new one is for a review. */
const ALLOWED: ReadonlySet<string> = new Set([
  '(Apache-2.0 AND BSD-3-Clause)',
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
]);

/**
 * The text of THIRD_PARTY_LICENSES: each package with its licence.
 *
 * @throws {Error} where one has a licence that may not be handed on
 */
export function renderNotices(packages: readonly BundledPackage[]): string {
  const refused = packages.filter(({ license }) => !ALLOWED.has(license));
  if (refused.length > 0) {
    const list = refused.map(({ name, version, license }) => `${name} ${version} (${license})`).join(', ');
    throw new Error(`These may not be built in, by the list in scripts/release/licenses/render-notices.ts: ${list}`);
  }
  const sections = packages.map(({ name, version, license, text }) => {
    const title = `${name} ${version}`;
    return `${title}\n${'='.repeat(title.length)}\n\nLicence: ${license}\n\n${text}\n`;
  });
  return [INTRODUCTION, ...sections].join('\n\n');
}

const INTRODUCTION = `Truss is one program with the packages below built in. Each is under its own licence, which is given here as the
package gives it, or where it has no file for it, as its sources do.
`;
