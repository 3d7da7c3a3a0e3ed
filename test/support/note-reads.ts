// Preloaded into a process (`node --import`), this notes the path of every file that the process reads whole, and the program of every
// child that it starts, a line each, in the file that NOTED_READS names.
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const notes = process.env['NOTED_READS'] ?? '';
const note = (line: string): void => fs.appendFileSync(notes, `${line}\n`);

const { open, readFile } = fs.promises;
const { O_RDWR, O_WRONLY } = fs.constants;
fs.promises.readFile = ((path: string, ...rest: never[]) => {
  note(`read ${path}`);
  return readFile(path, ...rest);
}) as typeof readFile;

fs.promises.open = ((path: string, flags: string | number = 'r', ...rest: never[]) => {
  if (flags === 'r' || (typeof flags === 'number' && (flags & (O_RDWR | O_WRONLY)) === 0)) note(`read ${path}`);
  return open(path, flags, ...rest);
}) as typeof open;

const { spawn } = childProcess;
childProcess.spawn = ((program: string, ...rest: never[]) => {
  note(`spawn ${program}`);
  return spawn(program, ...rest);
}) as typeof spawn;

// Also for those who import them by name.
syncBuiltinESMExports();
