// A page as the site has it: its links lead to the site's pages, and blocks that are files say which.
import { posix } from 'node:path';

import { sitePath } from './site-path.ts';

/** What a page needs to know of the others. */
export interface Neighbours {
  /** Whether a file of the repository is a page of the site. */
  readonly isPage: (file: string) => boolean;
  /** The anchor of a file that is shown on the page itself. */
  readonly anchorOf: (file: string) => string | undefined;
  /** Takes a file that is no page along, to be downloaded; gives its path on the site. */
  readonly take: (file: string) => string;
}

const fence = /^(`{3,})/;
const serve = /^truss serve\b/;
/** An error that a page shows must not end its test. */
const forTests = / \|\| true$/;
const fileMark = /^<!-- file: (.+) -->$/;
const notRunMark = /^<!-- not run: .+ -->$/;
const link = /(\[(?:[^[\]]|\[[^\]]*\])*\])\(([^)\s]+)\)/g;

/** The text of the page at `file`, for the site. */
export function stagePage(file: string, text: string, neighbours: Neighbours): string {
  const lines: string[] = [];
  let open: string | undefined;
  let serves = false;
  for (const line of text.split('\n')) {
    const [, ticks] = fence.exec(line) ?? [];
    if (open === undefined) {
      if (ticks === undefined) lines.push(...stageLine(line, (target) => siteLink(file, target, neighbours)));
      else lines.push(line);
      open = ticks;
    } else if (line === open) {
      open = undefined;
      lines.push(line);
    } else {
      // A server keeps its terminal: what is typed after it is typed in another one. A remark begins another way to serve.
      if (serves && !line.startsWith('#')) {
        lines.push(open, '', '<div class="terminal">In another terminal</div>', '', `${open}sh`);
      }
      lines.push(line.replace(forTests, ''));
    }
    serves = open !== undefined && serve.test(line);
  }
  return lines.join('\n');
}

function stageLine(line: string, linkOf: (target: string) => SiteLink): string[] {
  const [, name] = fileMark.exec(line) ?? [];
  if (name !== undefined) return [`<div class="file-name">${name}</div>`, ''];
  if (notRunMark.test(line)) return [];
  return [line.replaceAll(link, (whole, words: string, target: string) => rendered(whole, words, linkOf(target)))];
}

/** A link to a page, to a file that is downloaded, or one that stays as it is. */
type SiteLink = { readonly page: string } | { readonly download: string } | 'same';

function rendered(whole: string, words: string, to: SiteLink): string {
  if (to === 'same') return whole;
  // As HTML, since the builder of the site takes what it does not know for a page.
  return 'page' in to ? `${words}(${to.page})` : `<a href="${to.download}" download>${words.slice(1, -1)}</a>`;
}

function siteLink(file: string, target: string, { isPage, anchorOf, take }: Neighbours): SiteLink {
  if (/^[a-z]+:|^#/.test(target)) return 'same';
  const [path = '', anchor] = target.split('#');
  const meant = posix.join(posix.dirname(file), path);
  const from = posix.dirname(sitePath(file) ?? file);
  const shown = anchorOf(meant);
  if (shown !== undefined) return { page: `#${shown}` };
  if (!isPage(meant)) return { download: posix.relative(from, take(meant)) };
  const relative = posix.relative(from, sitePath(meant) ?? meant);
  return { page: `${relative.startsWith('.') ? '' : './'}${relative}${anchor === undefined ? '' : `#${anchor}`}` };
}
