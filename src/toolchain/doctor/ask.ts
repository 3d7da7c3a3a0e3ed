import { childEnvironment } from '../../system/processes/child-environment.ts';
import { runProcess } from '../../system/processes/run-process.ts';

/** A program that takes longer to say who it is waits for something that will not come. */
const TIMEOUT_MS = 5000;

/** What a program said. */
export interface Reply {
  readonly ok: boolean;
  readonly stdout: string;
  /** The first line that says why it failed. */
  readonly complaint: string;
}

/** Runs a program that has little to say. One that cannot be run, or does not end, has failed. */
export async function ask(
  command: string,
  args: readonly string[],
  signal: AbortSignal,
  timeoutMs = TIMEOUT_MS,
): Promise<Reply> {
  try {
    const asked = { command, args, env: childEnvironment(), timeoutMs, signal };
    const { status, stdout, stderr } = await runProcess(asked);
    const complaint = firstLine(stderr) || firstLine(stdout) || 'it did not answer';
    return { ok: status === 0, stdout: stdout.trim(), complaint };
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, stdout: '', complaint: String(error) };
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
