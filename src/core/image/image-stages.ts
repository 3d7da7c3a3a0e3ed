// What the image of a truss is made of: pure, so that its Dockerfile can be read in a test.
import type { Config } from '../config/config.ts';
import { withoutTransfer } from '../config/without-transfer.ts';
import { FROM_ANY_INDEX } from '../requirements/from-any-index.ts';
import { shellWord } from '../shell-word.ts';
import type { Instruction, Stage } from './dockerfile.ts';
import { quoteValue } from './dockerfile.ts';
import type { LayerName } from './layers.ts';
import { IMAGE_PORT, IMAGE_USER, PLACES } from './places.ts';

/** A directory of the context that is copied to the root of the image. */
export interface CopiedLayer {
  readonly name: LayerName;
  /** From the context, as `layers/model`. */
  readonly folder: string;
  readonly about: string;
  /** Of its files. */
  readonly digest: string;
}

/** All that a Dockerfile follows from. */
export interface ImageFacts {
  readonly config: Config;
  /** The minor version of Python that the lock is for. */
  readonly minor: number;
  /** `3.11`'s uv: the one that made the lock. */
  readonly uvVersion: string;
  readonly nodeImage: string;
  readonly layers: readonly CopiedLayer[];
  readonly lock: LockFacts;
  readonly labels: Readonly<Record<string, string>>;
}

/** What has to be known of a lock. */
export interface LockFacts {
  readonly isEmpty: boolean;
  /** Whether each of its lines has a hash. */
  readonly isHashed: boolean;
  /** Whether what it names may be in any of its indexes, and not only in the first that knows a package of that name. */
  readonly isFromAnyIndex: boolean;
  /** Of its text. */
  readonly digest: string;
  /** Requirements that are files or directories of the truss: where they are in the context, and in the image. */
  readonly local: readonly { readonly source: string; readonly target: string; readonly digest: string }[];
}

/** Files that a build reads and no layer keeps: certificates behind a company's proxy, and where packages come from. */
const SECRETS = ['ca', 'index', 'netrc'] as const;

/** Where a build has things that no layer keeps: not even an empty directory where something was mounted. */
const SCRATCH = '--mount=type=tmpfs,target=/run';

/** The time of what a build makes: layers that hold the same are then the same. */
const EPOCH = '@946684800';
/** The option of Node that bounds the memory of young objects; what it gains stands in python/src/truss/_node.py. */
const YOUNG_HEAP = '--max-semi-space-size=2';

/** The name of the image that a truss stands on. */
export function baseImageOf(config: Config, minor: number): string {
  const given = config.base_image?.image ?? '';
  return given === '' ? `python:3.${minor}-slim` : given;
}

/** Whether the image is taken as it is, with the data of the truss beside it. */
export function isTakenAsItIs({ docker_server: server }: Config): boolean {
  return server?.no_build === true;
}

/** Whether a truss needs no Python of its own: another server answers, and no package is asked for. */
export function needsNoPython({ docker_server: server }: Config, lock: Pick<LockFacts, 'isEmpty'>): boolean {
  return server !== null && lock.isEmpty;
}

/** The stages of the Dockerfile of a truss; the last one is the image. */
export function imageStages(facts: ImageFacts): readonly Stage[] {
  const { config, minor, nodeImage, uvVersion, lock } = facts;
  const base = baseImageOf(config, minor);
  if (isTakenAsItIs(config)) return [untouched(facts, base)];
  const tools: Stage = {
    about: 'uv, which installs the Python packages; nothing of this stage stays in the image.',
    from: `python:3.${minor}-slim`,
    name: 'tools',
    // Where the last step of a stage is cached, Buildah 1.28 mounts the stage as it was before: so that one has to change no file.
    instructions: [installUv(uvVersion), say('CMD ["/opt/uv/bin/uv"]')],
  };
  const node: Stage = { about: 'Node.', from: nodeImage, name: 'node', instructions: [] };
  const image: Stage = {
    about: 'The image: from what changes least to what changes most.',
    from: base,
    instructions: [
      ...ground(),
      ...systemPackages(config.system_packages),
      ...(needsNoPython(config, lock) ? [] : [environment(facts, base)]),
      ...layersOf(facts, ['data', 'server', 'packages', 'model']).map(placed),
      ...commands(config),
      ...layersOf(facts, ['config']).map(placed),
      ...runtime(facts),
    ],
  };
  return [...(needsNoPython(config, lock) ? [] : [tools]), node, image];
}

/** `docker_server.no_build`: the image as it is, the data, and how it is started. */
function untouched(facts: ImageFacts, base: string): Stage {
  const server = facts.config.docker_server;
  const command = server?.start_command ?? null;
  return {
    about: 'The image as it is (docker_server.no_build), with the files of the truss.',
    from: base,
    instructions: [
      ...layersOf(facts, ['data', 'packages', 'model', 'config']).map(copy),
      ...variables(facts.config),
      ...(command === null ? [] : [say(`ENTRYPOINT ["/bin/sh", "-c", ${JSON.stringify(withoutTransfer(command))}]`)]),
      ...(server?.run_as_user_id ? [say(`USER ${server.run_as_user_id}`)] : []),
      ...labels(facts.labels),
    ],
  };
}

function installUv(version: string): Instruction {
  const install = `python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-compile --target=/opt/uv uv==${version}`;
  const mounts = [SCRATCH, '--mount=type=cache,id=truss-pip,target=/run/pip', ...secretMounts()];
  return { layer: null, about: 'uv', text: run(mounts, [readSecrets(), `PIP_CACHE_DIR=/run/pip ${install}`]) };
}

function ground(): readonly Instruction[] {
  const { home, app, node } = PLACES;
  const steps = [
    `mkdir -p ${dirname(node)} ${home} ${app}`,
    `cp /run/node ${node}`,
    `echo '${IMAGE_USER.name}:x:${IMAGE_USER.id}:${IMAGE_USER.id}::${home}:/bin/sh' >>/etc/passwd`,
    `echo '${IMAGE_USER.name}:x:${IMAGE_USER.id}:' >>/etc/group`,
    `chown ${IMAGE_USER.id}:${IMAGE_USER.id} ${home} ${app}`,
    `ln -sfn ${app}/packages /packages`,
    settle(`/etc/passwd /etc/group ${dirname(dirname(node))} ${home} ${app} /packages`),
    `touch --date=${EPOCH} / /etc /home /opt`,
  ];
  const mounts = [SCRATCH, '--mount=type=bind,from=node,source=/usr/local/bin/node,target=/run/node'];
  return [
    say('USER root'),
    { layer: 'base', about: 'Node, and the user that everything runs as', text: run(mounts, [chain(steps)]) },
    { layer: 'base', about: '', text: `WORKDIR ${app}` },
  ];
}

function systemPackages(packages: readonly string[]): readonly Instruction[] {
  if (packages.length === 0) return [];
  const names = packages.flatMap((line) => line.trim().split(/\s+/)).filter((name) => name !== '');
  const steps = [
    'apt-get update -qq',
    `DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends ${names.map(shellWord).join(' ')}`,
    'rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/apt/archives/*.deb /var/log/apt /var/log/dpkg.log',
  ];
  return [{ layer: 'system', about: 'system packages', text: run([], [chain(steps)]) }];
}

/** Python packages from the lock. Times and compiled files are made alike, so that the same lock makes the same layer. */
function environment({ config, minor, lock }: ImageFacts, base: string): Instruction {
  const { environment: place } = PLACES;
  const executable = config.base_image?.python_executable_path ?? '';
  const isOwnBase = base === `python:3.${minor}-slim`;
  const options = [
    `--python ${shellWord(executable === '' ? `3.${minor}` : executable)}`,
    // What somebody's image brings is there for the model, too.
    ...(isOwnBase ? [] : ['--system-site-packages']),
    // Commands of the truss may call pip.
    ...(config.build_commands.length > 0 ? ['--seed'] : []),
  ];
  const uv = '/run/uv/bin/uv';
  const strict = lock.isHashed ? '--require-hashes ' : '';
  const indexes = lock.isFromAnyIndex ? `${FROM_ANY_INDEX.join(' ')} ` : '';
  const mounts = [
    SCRATCH,
    '--mount=type=bind,from=tools,source=/opt/uv,target=/run/uv',
    '--mount=type=bind,source=requirements.lock,target=/run/requirements.lock',
    '--mount=type=cache,id=truss-uv,target=/run/cache',
    ...lock.local.map(({ source, target }) => `--mount=type=bind,source=${source},target=${target},rw`),
    ...secretMounts(),
    ...mappedSecrets(config),
  ];
  // `install` keeps what `--seed` has put there; a lock is whole, so that nothing else comes along.
  const install = `${uv} pip install --no-deps ${strict}${indexes}--compile-bytecode --python ${place}/bin/python --requirements /run/requirements.lock`;
  const steps = [
    seen([lock.digest, ...lock.local.map(({ digest }) => digest)]),
    'export PYTHONDONTWRITEBYTECODE=1 UV_CACHE_DIR=/run/cache UV_LINK_MODE=copy UV_PYTHON_INSTALL_DIR=/opt/truss/python PYC_INVALIDATION_MODE=UNCHECKED_HASH',
    `${uv} venv --quiet ${options.join(' ')} ${place}`,
    ...(lock.isEmpty ? [] : [install]),
    settle(place),
    `touch --date=${EPOCH} ${dirname(place)}`,
  ];
  return {
    layer: 'environment',
    about: 'Python packages, as requirements.lock has them',
    text: run(mounts, [readSecrets(), chain(steps)]),
  };
}

function layersOf({ layers }: ImageFacts, names: readonly LayerName[]): readonly CopiedLayer[] {
  return names.flatMap((name) => layers.filter((layer) => layer.name === name));
}

/** What is the model's belongs to the user that it runs as: today's models write beside their code. */
function ownerOf({ name }: CopiedLayer): string {
  return name === 'server' ? '0' : String(IMAGE_USER.id);
}

/**
 * What `COPY` would do, but for the times of directories, which it takes from the moment of the build. Directories that the image has,
 * or has links to (`/lib`), stay what they are.
 */
function placed(layer: CopiedLayer): Instruction {
  const { name, folder, about, digest } = layer;
  const owner = ownerOf(layer);
  const steps = [
    seen([digest]),
    'cd /run/layer',
    // Not every shell can say that a pipe fails with its first command.
    `{ tar --create --owner=${owner} --group=${owner} . || touch /run/failed; } | tar --extract --no-overwrite-dir --keep-directory-symlink --same-owner --same-permissions --directory=/`,
    'test ! -e /run/failed',
    `find . -type d -printf '/%P\\0' | xargs -0 touch --date=${EPOCH}`,
  ];
  const mounts = [SCRATCH, `--mount=type=bind,source=${folder},target=/run/layer`];
  return { layer: name, about, text: run(mounts, [chain(steps)]) };
}

/** The same for an image that may have no shell. */
function copy(layer: CopiedLayer): Instruction {
  const { name, folder, about } = layer;
  return { layer: name, about, text: `COPY --chown=${ownerOf(layer)}:${ownerOf(layer)} ${folder}/ /` };
}

/** Each command sees what the model will: its code, its variables, its packages; and, while it runs, secrets of the build. */
function commands(config: Config): readonly Instruction[] {
  const mounts = [...secretMounts(), ...mappedSecrets(config)];
  const exported = variablesOfLines(config).map(([name, value]) => `export ${name}=${shellWord(value)}`);
  return [
    say(`ENV PATH=${PLACES.environment}/bin:/opt/truss/bin:$PATH HOME=${PLACES.home}`),
    ...variables(config),
    ...config.build_commands.map((command, index): Instruction => ({
      layer: 'commands',
      about: `build command ${index + 1}`,
      text: run(mounts, [readSecrets(), 'export PIP_NO_CACHE_DIR=1 UV_NO_CACHE=1', ...exported, command.trim()]),
    })),
  ];
}

function variables(config: Config): readonly Instruction[] {
  return shellVariables(config)
    .filter(([, value]) => !value.includes('\n'))
    .map(([name, value]) => say(`ENV ${name}=${quoteValue(value)}`));
}

/** Variables that no `ENV` can say: the server gives them to the model by itself, a command gets them exported. */
export function variablesOfLines(config: Config): readonly (readonly [string, string])[] {
  return shellVariables(config).filter(([, value]) => value.includes('\n'));
}

function shellVariables({ environment_variables: given }: Config): readonly (readonly [string, string])[] {
  return Object.entries(given).filter(([name]) => /^[A-Za-z_]\w*$/.test(name) && name !== 'PATH');
}

function runtime(facts: ImageFacts): readonly Instruction[] {
  const { node, server } = PLACES;
  const user = facts.config.docker_server?.run_as_user_id ?? IMAGE_USER.id;
  const python = needsNoPython(facts.config, facts.lock)
    ? []
    : [say(`ENV TRUSS_PYTHON=${PLACES.environment}/bin/python`)];
  const health = '--interval=5s --timeout=5s --start-period=30m --retries=3';
  return [
    ...python,
    ...(facts.config.resources.use_gpu
      ? [say('ENV NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility')]
      : []),
    say(`EXPOSE ${IMAGE_PORT}`),
    say(`HEALTHCHECK ${health} CMD ["${node}", "${server}/health.mjs"]`),
    say(`USER ${user}:${user}`),
    say(`ENTRYPOINT ["${node}", "${YOUNG_HEAP}", "${server}/image.mjs"]`),
    ...labels(facts.labels),
  ];
}

/** One instruction for all, and the last: what Podman leaves of a build that failed has none of them. */
function labels(given: Readonly<Record<string, string>>): readonly Instruction[] {
  const all = Object.entries(given).map(([name, value]) => `${name}=${quoteValue(value)}`);
  return all.length === 0 ? [] : [say(`LABEL ${all.join(' \\\n    ')}`)];
}

/** Gives everything below some places the same time, whenever it was made. */
function settle(places: string): string {
  return `find ${places} -exec touch --no-dereference --date=${EPOCH} {} +`;
}

/** Does nothing: Podman takes a step for unchanged whose text is, whatever has become of the files that it mounts. */
function seen(digests: readonly string[]): string {
  return `: ${digests.map((digest) => digest.slice(0, 16)).join(' ')}`;
}

function chain(steps: readonly string[]): string {
  return steps.join(' && \\\n    ');
}

function dirname(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function say(text: string): Instruction {
  return { layer: null, about: '', text };
}

function run(mounts: readonly string[], lines: readonly string[]): string {
  const script = lines.join('; \\\n    ');
  // What has lines of its own, which a Dockerfile would take for instructions, is handed to the shell as it is.
  const hasLines = lines.some((command) => /(?<!\\)\n/.test(command));
  const told = hasLines ? JSON.stringify(['/bin/sh', '-c', script.replaceAll('\\\n', '\n')]) : script;
  return `RUN ${[...mounts, told].join(' \\\n    ')}`;
}

function secretMounts(): readonly string[] {
  return SECRETS.map((id) => `--mount=type=secret,id=${id},target=/run/secrets/${id}`);
}

/** `build.secret_to_path_mapping`: the secrets that commands and installs of the truss read from files. */
function mappedSecrets({ build }: Config): readonly string[] {
  return Object.entries(build.secret_to_path_mapping).map(
    ([name, path]) => `--mount=type=secret,id=${secretId(name)},target=${path}`,
  );
}

/** The id under which a build gets a secret of the config. */
export function secretId(name: string): string {
  return `truss-${name}`;
}

/** Nothing happens where no such secret was given, as in a plain `docker build`. */
function readSecrets(): string {
  const ca = '/run/secrets/ca';
  const names = ['SSL_CERT_FILE', 'PIP_CERT', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'];
  return [
    `if [ -f ${ca} ]; then export ${names.map((name) => `${name}=${ca}`).join(' ')}; fi`,
    'if [ -f /run/secrets/index ]; then . /run/secrets/index; fi',
    'if [ -f /run/secrets/netrc ]; then export NETRC=/run/secrets/netrc; fi',
  ].join('; \\\n    ');
}
