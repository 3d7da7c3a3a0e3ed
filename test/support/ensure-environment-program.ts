// A program for tests that need ensureEnvironment in a process of its own: `node <this file> <truss>` writes a JSON line for each step
// and a last one with what came of it.
import { ensureEnvironment } from '../../src/toolchain/environment/ensure-environment.ts';
import { openProject } from '../../src/toolchain/project/open/open-project.ts';

const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

try {
  const project = await openProject(process.argv[2] ?? '');
  const environment = await ensureEnvironment(project, { source: 'isolated', progress: (step) => say({ step }) });
  say({ environment });
} catch (error) {
  say({ error: String(error) });
}
