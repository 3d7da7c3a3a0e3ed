import { TrussError } from '../../core/errors/truss-error.ts';

/** The wish of the user, or of the system, that the command ends. */
export interface Interrupts {
  /** Aborted with `INTERRUPTED` by the first signal. */
  readonly signal: AbortSignal;
  /** Gives the signals back. */
  close(): void;
}

/** The status after a Ctrl-C that would not wait, as shells give it: 128 + SIGINT. */
const INTERRUPTED_EXIT_CODE = 130;

/**
 * Watches Ctrl-C, SIGTERM and the loss of the terminal (SIGHUP): the first asks the command to end in order, a second Ctrl-C ends
 * the process at once (workers end with it, see specs/wire-protocol.md section 1). With `ignoreInterrupt` Ctrl-C is left to the
 * parent process. Under `nohup` the loss of the terminal is nothing: Node forgets at its start that the signal was ignored, so that
 * the launcher says it in `TRUSS_NOHUP`.
 */
export function watchInterrupts({ ignoreInterrupt }: { ignoreInterrupt: boolean }): Interrupts {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort(new TrussError('INTERRUPTED', { message: 'The command was stopped before it was done.' }));
  };
  const onInterrupt = (): void => {
    if (ignoreInterrupt) return;
    if (controller.signal.aborted) process.exit(INTERRUPTED_EXIT_CODE);
    abort();
  };
  process.on('SIGINT', onInterrupt);
  const onHangup = (): void => {
    if (process.env['TRUSS_NOHUP'] !== '1') abort();
  };
  process.on('SIGTERM', abort);
  process.on('SIGHUP', onHangup);
  return {
    signal: controller.signal,
    close() {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', abort);
      process.off('SIGHUP', onHangup);
    },
  };
}
