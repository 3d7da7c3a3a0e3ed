import type { BuildOptions } from '../image/build-image.ts';
import type { EngineContext } from './engine-method.ts';

/** How an image is built for Python: as of `truss image build` with nothing but a name. */
export function buildFromPython(
  tag: string | null | undefined,
  { progress, signal }: Pick<EngineContext, 'progress' | 'signal'>,
): BuildOptions {
  return {
    tags: (tag ?? null) === null ? [] : [tag ?? ''],
    platform: null,
    noCache: false,
    pull: false,
    more: [],
    withData: true,
    frozen: false,
    progress,
    signal,
    onEvent(event) {
      if (event.kind === 'begun') progress({ phase: 'build', message: `Building: ${event.about}` });
    },
  };
}
