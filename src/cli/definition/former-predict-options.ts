// The options that `truss predict` had in 2022, in the place of today's.
import { noteSuccessor } from '../output/note-successor.ts';
import type { Output } from '../output/output.ts';
import type { Option } from './define-command.ts';
import { flag, text } from './define-options.ts';

/** Understood, but not told of. */
export const formerPredictOptions = {
  target_directory: hidden(text('--target_directory <directory>', 'the truss directory')),
  targetDirectory: hidden(text('--target-directory <directory>', 'the truss directory')),
  request: hidden(text('--request <json>', 'the request as JSON')),
  requestFile: hidden(text('--request-file <path>', 'a file with the request')),
  runLocal: hidden(flag('--run-local', 'has no effect: nothing is run in a container')),
  buildDir: hidden(text('--build-dir <directory>', 'has no effect')),
  tag: hidden(text('--tag <tag>', 'has no effect')),
  port: hidden(text('--port <number>', 'has no effect')),
};

/** Their values. */
interface FormerOptions {
  readonly target_directory: string | null;
  readonly targetDirectory: string | null;
  readonly request: string | null;
  readonly requestFile: string | null;
  readonly runLocal: boolean;
  readonly buildDir: string | null;
  readonly tag: string | null;
  readonly port: string | null;
}

/** What they mean today; null: not given. */
export interface FormerMeaning {
  readonly directory: string | null;
  readonly data: string | null;
  readonly file: string | null;
}

/** Reads the options of 2022, and says what stands for each of them today. */
export function readFormerOptions(given: FormerOptions, output: Output): FormerMeaning {
  const { request, requestFile } = given;
  const directory = given.target_directory ?? given.targetDirectory;
  if (directory !== null) noteSuccessor('--target_directory', `truss predict ${directory}`, output);
  if (request !== null) noteSuccessor('--request', '--data', output);
  if (requestFile !== null) noteSuccessor('--request-file', '--file', output);
  const idle = [given.runLocal && '--run-local', given.buildDir && '--build-dir', given.tag && '--tag'];
  for (const name of [...idle, given.port && '--port']) if (name) noteIdle(name, output);
  // As in 2022, the request itself goes before a file.
  return { directory, data: request, file: request === null ? requestFile : null };
}

function noteIdle(name: string, output: Output): void {
  output.note((styles) => `${styles.warning('note')} ${name} has no effect: the model runs without a container.`);
}

function hidden<T>(option: Option<T>): Option<T> {
  return { ...option, hidden: true };
}
