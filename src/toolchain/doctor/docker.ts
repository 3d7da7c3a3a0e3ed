import { findExecutable, pathDirectories } from '../../system/processes/find-executable.ts';
import { ask } from './ask.ts';
import type { Check, Finding } from './check.ts';

/** Docker, for images: its client, the daemon behind it, and BuildKit's client. */
export const dockerCheck: Check = { name: 'docker', needed: false, look: lookForDocker };

async function lookForDocker(signal: AbortSignal): Promise<Finding> {
  const client = await findExecutable('docker', pathDirectories());
  if (client === null) {
    const advice = 'Only images need it: https://docs.docker.com/engine/install';
    return { status: 'missing', found: 'no docker on the PATH', advice };
  }
  const [version, daemon, buildx] = await Promise.all([
    ask(client, ['--version'], signal),
    ask(client, ['version', '--format', '{{.Server.Version}}'], signal),
    ask(client, ['buildx', 'version'], signal),
  ]);
  const found = `client ${/\d[\w.-]*/.exec(version.stdout)?.[0] ?? 'unknown'} (${client})`;
  if (!daemon.ok) {
    const advice = `Start Docker, or let your user reach it, before you build an image: ${daemon.complaint}`;
    return { status: 'doubtful', found: `${found}, no daemon`, advice };
  }
  const server = `${found}, daemon ${daemon.stdout}`;
  if (!buildx.ok) {
    const advice = 'Install the buildx plugin before you build an image: https://docs.docker.com/go/buildx';
    return { status: 'doubtful', found: `${server}, no buildx`, advice };
  }
  return { status: 'found', found: `${server}, buildx ${/v?\d[\w.-]*/.exec(buildx.stdout)?.[0] ?? 'unknown'}` };
}
