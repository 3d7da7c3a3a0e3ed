// Why a server did not start, as people read it.
import { TrussError } from '../../../core/errors/truss-error.ts';
import { missingLibraryHint } from '../../../core/requirements/system-libraries.ts';

/** What a shell ends with where the command does not exist, or may not be run. */
const NO_COMMAND = /^ended with status 12[67]$/;

/** Whether another try can help. */
export function isHopeless(reason: string): boolean {
  return NO_COMMAND.test(reason);
}

/** The process ended; `reason`: how, `lastLines`: what it printed last. */
export function endedTooSoon(reason: string, lastLines: readonly string[]): TrussError {
  const message = `The server of docker_server ${reason} before it was ready`;
  // As a hint, since clients are told the message, and what a server prints is not for them.
  const printed = lastLines.length === 0 ? 'It printed nothing.' : `The last that it printed:\n${lastLines.join('\n')}`;
  const missing = missingLibraryHint(lastLines.join('\n'));
  const hint = missing === null ? printed : `${missing}\n${printed}`;
  return new TrussError('WORKER_START_FAILED', { message, hint });
}

/** It was given all the time that there is; `answer`: what it said last. */
export function neverReady(path: string, minutes: number, answer: string): TrussError {
  return new TrussError('WORKER_START_FAILED', {
    message: `The server of docker_server was not ready after ${minutes} minutes: ${answer}`,
    hint: `Look whether readiness_endpoint (${path}) is the right path, and whether the server listens on the port that it is told.`,
  });
}

/** Somebody else listens on the port that the server would take. */
export function portTaken(port: number): TrussError {
  return new TrussError('WORKER_START_FAILED', {
    message: `Port ${port} of docker_server is in use by another process`,
    hint: 'Write `$PORT` for the port in start_command: then each server gets a free one of its own.',
  });
}

/** The image starts the server by itself, and there is no image here. */
export function noCommand(): TrussError {
  return new TrussError('WORKER_START_FAILED', {
    message: 'docker_server has no start_command: its image starts the server by itself',
    hint: 'Write the command that starts it, or run the image.',
  });
}
