import { PassThrough } from 'node:stream';

import { describe, expect, it } from 'vitest';

import { createOutput } from './output.ts';

function capture(json: boolean): { output: ReturnType<typeof createOutput>; written: () => [string, string] } {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const text = (stream: PassThrough): string => (stream.read() as Buffer | null)?.toString() ?? '';
  return { output: createOutput({ stdout, stderr }, json), written: () => [text(stdout), text(stderr)] };
}

describe('createOutput', () => {
  it('writes text for people to stdout, and the rest to stderr', () => {
    const { output, written } = capture(false);
    output.progress.show({ phase: 'lock', message: 'Locking' });
    output.progress.show({ phase: 'lock', message: 'Locking', done: 1, total: 2 });
    output.progress.show({ phase: 'install', message: 'Installing' });
    output.warn([{ path: 'x', code: 'CONFIG_UNKNOWN_KEY', message: 'x is not known.', severity: 'warning' }]);
    output.answer({ directory: 'd' }, (styles) => styles.success('Made d'));
    output.next(['truss serve d']);
    expect(written()).toEqual(['Made d\n', 'Locking\nInstalling\nwarning x is not known.\n\nNext:\n  truss serve d\n']);
  });

  it('writes one line of JSON with --json, and no word for people but warnings', () => {
    const { output, written } = capture(true);
    output.progress.show({ phase: 'lock', message: 'Locking' });
    output.note(() => 'a note');
    output.warn([{ path: 'x', code: 'CONFIG_UNKNOWN_KEY', message: 'x is not known.', severity: 'warning' }]);
    output.answer({ directory: 'd' }, () => 'Made d');
    output.next(['truss serve d']);
    expect(written()).toEqual(['{"directory":"d"}\n', 'warning x is not known.\n']);
  });
});
