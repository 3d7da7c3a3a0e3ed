// Preloaded into a process (`node --import`), this ends it by SIGKILL where KILLED_AT says: `before rename PATTERN`, `after link PATTERN`.
// PATTERN is a regular expression for any path that the operation gets.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** What a process does to files, each by a function that is imported by its name. */
const OPERATIONS = ['rename', 'link', 'rm', 'writeFile', 'readFile'] as const;

const [, when = '', operation = '', pattern = ''] =
  /^(before|after) (\w+) (.+)$/.exec(process.env['KILLED_AT'] ?? '') ?? [];
const isMeant = (paths: readonly unknown[]): boolean =>
  paths.some((path) => typeof path === 'string' && new RegExp(pattern).test(path));

for (const name of OPERATIONS) {
  if (name !== operation) continue;
  const real = fs.promises[name] as (...given: unknown[]) => Promise<unknown>;
  const killed = async (...given: unknown[]): Promise<unknown> => {
    if (!isMeant(given.slice(0, 2))) return real(...given);
    if (when === 'after') await real(...given);
    process.kill(process.pid, 'SIGKILL');
    // The signal may take a moment.
    return new Promise(() => undefined);
  };
  Object.assign(fs.promises, { [name]: killed });
}

if (operation === 'createReadStream') {
  const real = fs.createReadStream;
  fs.createReadStream = ((path: string, ...rest: never[]) => {
    const stream = real(path, ...rest);
    // Some of it has been read.
    if (isMeant([path])) stream.once('data', () => process.kill(process.pid, 'SIGKILL'));
    return stream;
  }) as typeof real;
}

// Also for those who import them by name.
syncBuiltinESMExports();
