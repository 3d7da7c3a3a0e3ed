import { TrussError } from '../../core/errors/truss-error.ts';

/** What an engine's client says, and what is meant by it. */
interface Failure {
  readonly pattern: RegExp;
  readonly explain: (match: RegExpExecArray, engine: string) => TrussError;
}

const FAILURES: readonly Failure[] = [
  {
    pattern: /permission denied while trying to connect|dial unix [^\n]*permission denied/i,
    explain: (_, engine) =>
      new TrussError('IMAGE_ENGINE_FORBIDDEN', {
        message: `Your user may not talk to ${engine}.`,
        hint: 'Add it to the group: sudo usermod -aG docker "$USER", and log in anew; or use rootless Docker or Podman.',
      }),
  },
  {
    pattern:
      /cannot connect to the docker daemon[^\n]*|is the docker daemon running|error during connect[^\n]*|connection refused/i,
    explain: ([said], engine) =>
      new TrussError('IMAGE_ENGINE_DOWN', {
        message: `${engine} is installed, and does not run: ${said.trim()}`,
        hint: 'Start it: Docker Desktop, or `sudo systemctl start docker`. DOCKER_HOST and `docker context ls` say which one is asked.',
      }),
  },
  {
    pattern: /no space left on device/i,
    explain: (_, engine) =>
      new TrussError('DISK_FULL', {
        message: `There is no space left where ${engine} keeps its images.`,
        hint: `See what takes it: ${engine} system df. Free what nothing uses: ${engine} system prune; the cache of builds: ${engine} builder prune.`,
      }),
  },
  {
    pattern:
      /(?:bind|listen)[^\n]*?:(\d+)[^\n]*(?:address already in use|port is already allocated)|(?:0\.0\.0\.0|127\.0\.0\.1|\[?::\]?):(\d+)[^\n]*(?:failed: port is already allocated|address already in use)/i,
    explain: ([, one, other]) =>
      new TrussError('CONTAINER_PORT_TAKEN', {
        message: `Port ${one ?? other} is taken.`,
        hint: 'Choose another one with --port, or --port 0 for any that is free.',
      }),
  },
  {
    pattern: /container-init binary not found[^\n]*/i,
    explain: ([said], engine) =>
      new TrussError('IMAGE_ENGINE_FAILED', {
        message: `${engine} has nothing that can be the first process of a container: ${said.trim()}`,
        hint: 'Install catatonit, which packages of Podman recommend: sudo apt-get install catatonit, or sudo dnf install catatonit.',
      }),
  },
  {
    pattern: /could not select device driver[^\n]*gpu|nvidia-container-cli[^\n]*/i,
    explain: ([said]) =>
      new TrussError('CONTAINER_GPU_MISSING', {
        message: `The engine cannot give a GPU to a container: ${said.trim()}`,
        hint: 'Install the NVIDIA driver and the NVIDIA Container Toolkit, and run `nvidia-ctk runtime configure`; `truss doctor` says what it sees. --gpus none runs it without.',
      }),
  },
  {
    pattern: /exec format error|does not match the (?:detected host|specified) platform|no match for platform/i,
    explain: () =>
      new TrussError('IMAGE_PLATFORM', {
        message: 'The image is for another kind of processor than this machine has.',
        hint: `Build it for this one: truss image build --platform linux/${process.arch === 'arm64' ? 'arm64' : 'amd64'}; to build for others install QEMU: docker run --privileged --rm tonistiigi/binfmt --install all`,
      }),
  },
  {
    pattern:
      /"([^"]+)": unknown operating system or architecture|invalid component of "([^"]+)"|multi(?:-|ple )platforms? [^\n]*not (?:currently )?supported[^\n]*/i,
    explain: ([said, one, list]) => cannotBuildFor(one ?? list ?? said.trim()),
  },
  {
    pattern: /no such (?:image|object): (\S+)|unable to find image '([^']+)'|(\S+): image not known/i,
    explain: ([, one, two, three]) =>
      new TrussError('IMAGE_NOT_FOUND', {
        message: `There is no image ${one ?? two ?? three}.`,
        hint: 'See those that there are: truss image list. Make one: truss image build <directory>',
      }),
  },
  {
    pattern: /no such container:? "?([^\s"]+)|no container with name or ID "([^"]+)"/i,
    explain: ([, one, two]) =>
      new TrussError('CONTAINER_NOT_FOUND', {
        message: `There is no container ${one ?? two}.`,
        hint: 'See those that run: truss container list',
      }),
  },
];

/** That there is no image for such a platform. */
export function cannotBuildFor(platform: string): TrussError {
  return new TrussError('IMAGE_PLATFORM', {
    message: `The engine cannot build for this: ${platform}`,
    hint: 'Name one platform, as linux/amd64 or linux/arm64. For several, build once for each, under tags of their own, and join them in the registry: docker buildx imagetools create',
  });
}

/** What the client of an engine complained of, as an error of ours. `engine`: its name. */
export function explainEngineFailure(stderr: string, engine: string): TrussError {
  return (
    knownFailure(stderr, engine) ??
    new TrussError('IMAGE_ENGINE_FAILED', {
      message: `${engine} failed: ${stderr.trim().split('\n').slice(-3).join('\n') || 'it has not said why'}`,
    })
  );
}

/** The same; null where the complaint is none that is known. */
export function knownFailure(stderr: string, engine: string): TrussError | null {
  for (const { pattern, explain } of FAILURES) {
    const match = pattern.exec(stderr);
    if (match !== null) return explain(match, engine);
  }
  return null;
}
