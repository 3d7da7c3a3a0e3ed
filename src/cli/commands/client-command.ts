// The commands that write clients, which differ in their language alone.
import { readFile } from 'node:fs/promises';

import type { ClientLanguage } from '../../core/clients/generate-client.ts';
import { generateClient } from '../../core/clients/generate-client.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { shellWord } from '../../core/shell-word.ts';
import { isMissing } from '../../system/system-error.ts';
import { askedServerOptions } from '../definition/asked-server-options.ts';
import type { Command } from '../definition/define-command.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, text, textWithDefault, trussOrServer } from '../definition/define-options.ts';
import { environmentOptions } from '../definition/environment-options.ts';
import { askedSchemas } from '../input/asked-schemas.ts';
import { requireWritable, writeResult } from '../output/write-result.ts';

/** What of a language its command says. */
interface ClientWords {
  readonly language: ClientLanguage;
  /** `TypeScript`. */
  readonly name: string;
  /** What its file needs. */
  readonly needs: string;
  readonly file: string;
}

/** The command that writes a client in a language. */
export function clientCommand({ language, name, needs, file }: ClientWords): Command {
  const command = `truss client ${language}`;
  return defineCommand({
    description: `Writes a typed client in ${name}: one file, which needs nothing but ${needs}. It has a function for each method of each model, with the types of its schema; streams, time-outs, cancelling, tokens, errors as classes, and another try where the server is busy. The same models give the same file.`,
    examples: [
      { command: `${command} iris_rfc -o ${file}`, about: 'of a truss, whose model is loaded for it' },
      { command: `${command} http://127.0.0.1:8080 -o ${file}`, about: 'of all models of a server' },
      {
        command: `${command} iris_rfc -o ${file} --check`,
        about: 'in CI: fails where the file is not what would be written',
      },
    ],
    arguments: { target: trussOrServer },
    options: {
      output: text('-o, --output <path>', 'the file to write (default: stdout)'),
      check: flag('--check', 'write nothing, and fail where the file is another'),
      name: textWithDefault('--name <name>', 'the name of the class of the client', 'Client'),
      ...askedServerOptions,
      ...environmentOptions,
    },
    json: '{"file": path | null, "models": [name], "bytes", "changed": true | false, "text"?}',
    async run({ arguments: given, options, output, signal }) {
      const { output: path, check } = options;
      if (!/^[A-Z][A-Za-z0-9]*$/.test(options.name)) {
        const message = `${JSON.stringify(options.name)} is no name of a class.`;
        throw new TrussError('USAGE', {
          message,
          hint: 'Give letters and digits, the first a capital: --name IrisClient',
        });
      }
      if (check && path === null) {
        throw new TrussError('USAGE', { message: '--check needs the file that it checks: -o FILE.' });
      }
      if (path !== null && !check) await requireWritable({ file: path, option: '--output' });
      const schemas = await askedSchemas(given.target, options, { output, signal });
      const made = generateClient(schemas, language, options.name);
      const models = schemas.map((schema) => schema.name);
      const bytes = Buffer.byteLength(made);
      if (path === null) {
        // The text ends with a line feed, as what is printed does.
        return output.answer({ file: null, models, bytes, changed: true, text: made }, () => made.trimEnd());
      }
      const changed = (await readText(path)) !== made;
      if (check && changed) {
        throw new TrussError('CLIENT_STALE', {
          message: `${path} is not the client of ${models.join(', ')} as it is now.`,
          hint: `Make it anew: ${command} ${shellWord(given.target)} -o ${shellWord(path)}`,
        });
      }
      if (changed) await writeResult(made, { file: path, option: '--output' });
      output.answer({ file: path, models, bytes, changed }, (styles) => {
        const done = changed ? 'Wrote' : 'Nothing has changed in';
        return `${styles.success('✔')} ${done} ${path}: a client of ${models.join(', ')}`;
      });
    },
  });
}

/** Null where there is no such file. */
async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw new TrussError('INPUT_INVALID', { message: `${path} cannot be read: ${String(error)}.`, cause: error });
  }
}
