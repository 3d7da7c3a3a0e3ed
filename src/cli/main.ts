#!/usr/bin/env node
// The program `truss`.
import { useCompileCache } from './compile-cache.ts';
import { nodeProblem } from './node-version.ts';

const problem = nodeProblem(process.versions.node);
if (problem !== null) {
  process.stderr.write(problem);
  process.exit(1);
}

// Before anything else is imported: the second start finds every module compiled.
useCompileCache();
const { run } = await import('./run.ts');

// A reader that has seen enough (`truss predict … | head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`✖ The answer cannot be written: ${error.message}\n`);
  process.exit(1);
});

process.exitCode = await run(process.argv.slice(2), process);
