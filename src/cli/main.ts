#!/usr/bin/env node
// The program `truss`.
import { enableCompileCache } from 'node:module';

// Before anything else is imported: the second start finds every module compiled.
enableCompileCache();
const { run } = await import('./run.ts');

// A reader that has seen enough (`truss predict … | head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

process.exitCode = await run(process.argv.slice(2), process);
