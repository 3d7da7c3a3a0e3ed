import { afterEach, describe, expect, it, vi } from 'vitest';

import { watchInterrupts } from './interrupts.ts';

afterEach(() => void vi.unstubAllEnvs());

function isAskedToEndBy(signal: NodeJS.Signals): boolean {
  const interrupts = watchInterrupts({ ignoreInterrupt: false });
  process.emit(signal);
  interrupts.close();
  return interrupts.signal.aborted;
}

describe('a command is asked to end in order', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s', (signal) => {
    vi.stubEnv('TRUSS_NOHUP', '0');
    expect(isAskedToEndBy(signal)).toBe(true);
    expect(process.listenerCount(signal)).toBe(0);
  });

  it('and not by the loss of its terminal, where it was started with nohup', () => {
    vi.stubEnv('TRUSS_NOHUP', '1');
    expect(isAskedToEndBy('SIGHUP')).toBe(false);
    expect(isAskedToEndBy('SIGTERM')).toBe(true);
  });
});
