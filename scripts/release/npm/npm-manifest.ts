// The package.json that is published: the repository's, without what only its developers need.

import { OLDEST_NODE } from '../../../src/cli/node-version.ts';

/** What the repository's package.json gives to the published one. */
export interface RepositoryManifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly license: string;
}

/** The published package.json. It has no dependencies: everything is built into the bundle. */
export function npmManifest({ name, version, description, keywords, license }: RepositoryManifest): object {
  return {
    name,
    version,
    description,
    keywords,
    license,
    type: 'module',
    engines: { node: `>=${OLDEST_NODE}` },
    bin: { [name]: 'engine/cli.mjs' },
    exports: {
      '.': { types: './index.d.mts', default: './index.mjs' },
      './package.json': './package.json',
    },
    files: ['engine', 'index.mjs', 'index.d.mts', 'THIRD_PARTY_LICENSES'],
  };
}
