// What the bundler does about the code of others: it puts the licences beside the bundle, wherever the bundle goes then.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import type { TsdownPlugin } from 'tsdown';

import { bundledPackages } from './bundled-packages.ts';
import { renderNotices } from './render-notices.ts';

/** The file beside the bundle. */
export const NOTICES = 'THIRD_PARTY_LICENSES';

/** A plugin that adds THIRD_PARTY_LICENSES to a bundle with code of others, and lists the packages in it at `list`, for the bill of materials. */
export function noticesPlugin(root: string, list: string): TsdownPlugin {
  return {
    name: 'truss:notices',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
      const packages = bundledPackages([...new Set(chunks.flatMap(({ moduleIds }) => moduleIds))], root);
      if (packages.length > 0) this.emitFile({ type: 'asset', fileName: NOTICES, source: renderNotices(packages) });
      mkdirSync(dirname(list), { recursive: true });
      writeFileSync(
        list,
        `${JSON.stringify(packages.map(({ name, version, license }) => ({ name, version, license })))}\n`,
      );
    },
  };
}
