// Whether a container would see the GPUs of this machine, and what is in the way where not. Nothing is run in one: it would need an image.
import { access } from 'node:fs/promises';

import { z } from 'zod';

import { TrussError } from '../../core/errors/truss-error.ts';
import { findExecutable, pathDirectories } from '../../system/processes/find-executable.ts';
import type { ContainerEngine } from '../docker/find-engine.ts';
import { ask } from './ask.ts';
import type { Check, Finding } from './check.ts';
import { engineHere } from './docker.ts';

/** What gives GPUs to containers, NVIDIA's alone: its toolkit. */
export const containerGpuCheck: Check = { name: 'toolkit', needed: false, look: lookForContainerGpu };

const TOOLKIT = 'https://docs.nvidia.com/datacenter/cloud-native/container-toolkit';

/** What Docker calls when a container asks for GPUs; it looks for it on its own PATH. */
const HOOKS = ['nvidia-container-runtime-hook', 'nvidia-container-toolkit', 'nvidia-cdi-hook'];

/** Where programs of the system lie that are on no PATH of a user. */
const SYSTEM = ['/usr/bin', '/usr/local/bin', '/usr/sbin', '/usr/local/nvidia/toolkit'];

/** Descriptions of devices, which Podman reads, and Docker where it is told to. */
const DESCRIPTIONS = [
  '/etc/cdi/nvidia.yaml',
  '/var/run/cdi/nvidia.yaml',
  '/etc/cdi/nvidia.json',
  '/var/run/cdi/nvidia.json',
];

/** What `docker info` says, as far as it is read here. */
const info = z.object({
  Runtimes: z.record(z.string(), z.unknown()).nullish(),
  SecurityOptions: z.array(z.string()).nullish(),
  OperatingSystem: z.string().nullish(),
});

async function lookForContainerGpu(signal: AbortSignal): Promise<Finding> {
  if (process.platform !== 'linux') return missing('none: containers run in a virtual machine here, which has no GPU');
  const driver = await driverAnswers(signal);
  if (driver === null) return missing('none: this machine has no NVIDIA driver (nvidia-smi)');
  if (driver !== '') return doubtful(`none: the driver does not answer: ${driver}`, 'Mend the driver first.');
  try {
    const engine = await engineHere(signal);
    return engine.kind === 'podman' ? await judgePodman() : await judgeDocker(engine, signal);
  } catch (error) {
    if (!(error instanceof TrussError)) throw error;
    return missing('none: there is no engine of containers that answers');
  }
}

/** Null where there is none; else why it does not answer, and nothing where it does. */
async function driverAnswers(signal: AbortSignal): Promise<string | null> {
  const program = await findExecutable('nvidia-smi', pathDirectories());
  if (program === null) return null;
  const { ok, stdout, complaint } = await ask(program, ['--list-gpus'], signal);
  if (!ok) return complaint;
  return stdout === '' ? 'it names no GPU' : '';
}

async function judgePodman(): Promise<Finding> {
  if (await isAnyThere(DESCRIPTIONS)) {
    return { status: 'found', found: 'Podman, by the description of the devices (CDI)' };
  }
  return doubtful(
    'none: Podman has no description of the devices (CDI)',
    `Install the NVIDIA Container Toolkit (${TOOLKIT}), then: sudo nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml`,
  );
}

async function judgeDocker({ command }: ContainerEngine, signal: AbortSignal): Promise<Finding> {
  const host = process.env['DOCKER_HOST'] ?? '';
  if (host !== '' && !host.startsWith('unix:')) {
    return doubtful(`unknown: the engine is elsewhere (DOCKER_HOST=${host})`, 'Ask `truss doctor` there.');
  }
  const { ok, stdout, complaint } = await ask(command, ['info', '--format', '{{json .}}'], signal);
  const said = info.safeParse(ok ? parsed(stdout) : null);
  if (!said.success) return doubtful(`unknown: docker info: ${complaint}`, 'Look at the log of the engine.');
  const { Runtimes, SecurityOptions, OperatingSystem } = said.data;
  if (OperatingSystem?.includes('Docker Desktop') === true) {
    return doubtful('none: Docker Desktop for Linux runs containers in a virtual machine', 'Install Docker Engine.');
  }
  const hook = await firstProgram(HOOKS);
  const isConfigured = Object.hasOwn(Runtimes ?? {}, 'nvidia');
  if (hook === null && !isConfigured) {
    return doubtful(
      'none: the NVIDIA Container Toolkit is not installed',
      `Install it (${TOOLKIT}), then: sudo nvidia-ctk runtime configure --runtime=docker && sudo systemctl restart docker`,
    );
  }
  if (SecurityOptions?.some((option) => option.includes('rootless')) === true) {
    return doubtful(
      'Docker without root, which may not set up devices',
      'In /etc/nvidia-container-runtime/config.toml set no-cgroups = true: sudo nvidia-ctk config --set nvidia-container-cli.no-cgroups --in-place',
    );
  }
  return { status: 'found', found: `Docker, by ${hook ?? 'the runtime nvidia'}` };
}

async function firstProgram(names: readonly string[]): Promise<string | null> {
  for (const name of names) {
    const path = await findExecutable(name, [...pathDirectories(), ...SYSTEM]);
    if (path !== null) return path;
  }
  return null;
}

async function isAnyThere(paths: readonly string[]): Promise<boolean> {
  const found = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function missing(found: string): Finding {
  return { status: 'missing', found };
}

function doubtful(found: string, advice: string): Finding {
  return { status: 'doubtful', found, advice };
}
