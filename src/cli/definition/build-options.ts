import type { BuildOptions } from '../../toolchain/image/build-image.ts';
import { choice, flag, keptUnless, repeatedText, text } from './define-options.ts';

/** The options of commands that build an image, as users of `docker build` know them. */
export const buildOptions = {
  tag: repeatedText('-t, --tag <name>', 'a name of the image (repeatable; default: the name of the truss)'),
  platform: text('--platform <name>', 'for another kind of machine, as linux/arm64'),
  cache: keptUnless(flag('--no-cache', 'make every layer anew')),
  pull: flag('--pull', 'look for newer base images'),
  buildArg: repeatedText('--build-arg <name=value>', 'an argument of the build (repeatable)'),
  network: text('--network <mode>', 'the network of the build, as host'),
  mountData: flag('--mount-data', 'leave data/ out of the image: `truss image run` mounts it'),
  frozen: flag('--frozen', 'fail where requirements.lock does not fit the config'),
  progress: choice(
    '--progress <style>',
    'auto: a row for each step in a terminal, else lines; plain: all that the builder prints',
    ['auto', 'plain'],
  ),
};

/** The values of these options. */
interface BuildValues {
  readonly tag: readonly string[];
  readonly platform: string | null;
  readonly cache: boolean;
  readonly pull: boolean;
  readonly buildArg: readonly string[];
  readonly network: string | null;
  readonly mountData: boolean;
  readonly frozen: boolean;
}

/** What a build is asked for. */
export function readBuildOptions({
  tag: tags,
  platform,
  cache,
  pull,
  buildArg,
  network,
  mountData,
  frozen,
}: BuildValues): Pick<BuildOptions, 'tags' | 'platform' | 'noCache' | 'pull' | 'more' | 'withData' | 'frozen'> {
  const more = [
    ...buildArg.flatMap((argument) => ['--build-arg', argument]),
    ...(network === null ? [] : ['--network', network]),
  ];
  return { tags, platform, noCache: !cache, pull, more, withData: !mountData, frozen };
}
