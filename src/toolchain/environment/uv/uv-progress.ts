import type { Progress } from '../../progress.ts';

/** What uv is doing: it fetches a Python, resolves requirements to a lock, or installs one. */
export type UvStep = 'python' | 'lock' | 'install';

/**
 * Reads the lines that uv writes while it works and tells of them: which package is fetched or built, and how many are done. Its
 * closing list of versions is left out.
 */
export function uvProgress(step: UvStep, progress: Progress | undefined): (line: string) => void {
  let total: number | undefined;
  let done = 0;
  const tell = (message: string, finished: number): void => {
    done += finished;
    progress?.({ phase: step, message, ...(done === 0 ? {} : { done }), ...(total === undefined ? {} : { total }) });
  };
  return (line) => {
    const [, verb = '', what = ''] =
      /^\s*(Downloading|Downloaded|Building|Built|Updating|Updated)\s+(\S+(?: \(.*\))?)/.exec(line) ?? [];
    switch (verb) {
      case 'Downloading':
      case 'Building':
      case 'Updating':
        // Only packages that are large or have to be built are named, so the total counts those.
        total = (total ?? 0) + 1;
        return tell(`${verb} ${what}`, 0);
      case 'Downloaded':
      case 'Built':
      case 'Updated':
        return tell(`${verb} ${what}`, 1);
      default:
        return undefined;
    }
  };
}
