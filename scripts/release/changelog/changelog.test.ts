import { describe, expect, it } from 'vitest';

import { cutSection, notesOf } from './changelog.ts';

const changelog = `# Changelog

What changes for users.

## [Unreleased]

### Added

- A thing that costs $1 & more.

## [1.0.0] - 2026-11-30

### Fixed

- Another.
`;

describe('cutting', () => {
  it('makes a section of what is unreleased', () => {
    const cut = cutSection(changelog, '1.1.0', '2026-12-24');
    expect(cut.changelog).toBe(changelog.replace('## [Unreleased]', '## [Unreleased]\n\n## [1.1.0] - 2026-12-24'));
    expect(cut.notes).toBe('### Added\n\n- A thing that costs $1 & more.');
    expect(notesOf(cut.changelog, '1.1.0')).toBe(cut.notes);
    expect(notesOf(cut.changelog, 'Unreleased')).toBe('');
  });

  it('can be done again when there is something new', () => {
    const once = cutSection(changelog, '1.1.0-rc.1', '2026-12-24').changelog;
    expect(() => cutSection(once, '1.1.0', '2026-12-27')).toThrow('Nothing is unreleased');
    const more = once.replace('## [Unreleased]\n', '## [Unreleased]\n\n- New.\n');
    expect(cutSection(more, '1.1.0', '2026-12-27').notes).toBe('- New.');
  });

  it.each([
    ['1.1', '2026-12-24', '"1.1" is no version'],
    ['v1.1.0', '2026-12-24', '"v1.1.0" is no version'],
    ['1.1.0-next.1', '2026-12-24', '"1.1.0-next.1" is no version'],
    ['1.1.0', '24.12.2026', '"24.12.2026" is no date'],
    ['1.1.0', '2026-13-24', '"2026-13-24" is no date'],
    ['1.0.0', '2026-12-24', 'has a section for 1.0.0'],
  ])('refuses %s of %s', (version, date, message) => {
    expect(() => cutSection(changelog, version, date)).toThrow(message);
  });

  it('refuses a changelog without its first section', () => {
    expect(() => cutSection('# Changelog\n', '1.1.0', '2026-12-24')).toThrow('has no ## [Unreleased]');
  });
});

describe('the notes', () => {
  it('are those of one version', () => {
    expect(notesOf(changelog, '1.0.0')).toBe('### Fixed\n\n- Another.');
    expect(notesOf(changelog, '1.0')).toBeUndefined();
  });
});
