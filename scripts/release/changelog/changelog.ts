// CHANGELOG.md as text: sections under `## [VERSION] - DATE`, the newest first, with `## [Unreleased]` above them.

const UNRELEASED = '## [Unreleased]';

/** A changelog with a new section, and what is in that section. */
export interface Cut {
  readonly changelog: string;
  readonly notes: string;
}

/**
 * Makes the section of a release of what is unreleased, and leaves `Unreleased` empty above it.
 *
 * @throws {Error} where version or date have another form, there is a section of that version, or nothing is unreleased
 */
export function cutSection(changelog: string, version: string, date: string): Cut {
  // The forms that have one in Python too.
  if (!/^\d+\.\d+\.\d+(?:-(?:alpha|beta|rc)\.\d+)?$/.test(version)) {
    throw new Error(`${JSON.stringify(version)} is no version: 1.2.3, or 1.2.3-alpha.1, -beta.1, -rc.1`);
  }
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(Date.parse(date))) {
    throw new Error(`${JSON.stringify(date)} is no date: YEAR-MONTH-DAY`);
  }
  if (notesOf(changelog, version) !== undefined) throw new Error(`CHANGELOG.md has a section for ${version}`);
  const notes = notesOf(changelog, 'Unreleased');
  if (notes === undefined) throw new Error(`CHANGELOG.md has no ${UNRELEASED}`);
  if (notes === '') throw new Error('Nothing is unreleased: CHANGELOG.md says of no change');
  const heading = `${UNRELEASED}\n\n## [${version}] - ${date}`;
  return { changelog: changelog.replace(UNRELEASED, () => heading), notes };
}

/** What the section of a version says, without its heading; undefined where there is none. */
export function notesOf(changelog: string, version: string): string | undefined {
  const [, ...sections] = changelog.split(/^(?=## \[)/m);
  const section = sections.find((each) => each.startsWith(`## [${version}]`));
  return section?.slice(section.indexOf('\n')).trim();
}
