import { expect, test, vi } from 'vitest';

import { processStart } from './process-start.ts';
import { runProcess } from './run-process.ts';

const env = process.env;

function sh(script: string, options: Partial<Parameters<typeof runProcess>[0]> = {}): ReturnType<typeof runProcess> {
  return runProcess({ command: '/bin/sh', args: ['-c', script], env, ...options });
}

test('gives the status, the output and the lines of stderr', async () => {
  const lines: string[] = [];
  const result = await sh('cat; echo one >&2; printf two >&2; exit 3', {
    input: 'in',
    onErrorLine: (line) => lines.push(line),
  });
  expect(result).toEqual({ status: 3, signal: null, stdout: 'in', stderr: 'one\ntwo' });
  expect(lines).toEqual(['one', 'two']);
});

test('hands over nothing but the given environment', async () => {
  const { stdout } = await sh('/usr/bin/env', { env: { ONLY: 'this' } });
  expect(stdout.split('\n').filter((line) => !/^(PWD|SHLVL|_|OLDPWD)=/.test(line))).toEqual(['ONLY=this', '']);
});

test('rejects when there is no such program', async () => {
  const running = runProcess({ command: '/nowhere/tool', args: [], env });
  await expect(running).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a program that does not read its input is no error', async () => {
  expect((await sh('exit 0', { input: 'x'.repeat(10_000_000) })).status).toBe(0);
});

test('an abort ends the child and what it started', async () => {
  const controller = new AbortController();
  const pids: number[] = [];
  const running = sh('sleep 600 & echo $! >&2; echo $$ >&2; wait', {
    signal: controller.signal,
    onErrorLine: (line) => {
      pids.push(Number(line));
      if (pids.length === 2) controller.abort(new Error('enough'));
    },
  });
  await expect(running).rejects.toThrow('enough');
  await vi.waitFor(async () => expect(await Promise.all(pids.map(processStart))).toEqual([null, null]));
});

test('one that ignores SIGTERM is killed', async () => {
  const controller = new AbortController();
  const running = sh('trap "" TERM; echo ready >&2; while true; do sleep 1; done', {
    signal: controller.signal,
    onErrorLine: () => controller.abort(new Error('enough')),
  });
  await expect(running).rejects.toThrow('enough');
});

test('does not start when it is aborted already', async () => {
  await expect(sh('exit 0', { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
});

test('ends after its time', async () => {
  expect(await sh('exec sleep 600', { timeoutMs: 50 })).toMatchObject({ status: null, signal: 'SIGTERM' });
});

test('what a child leaves behind does not outlive it', async () => {
  const { stdout } = await sh('sleep 600 </dev/null >/dev/null 2>&1 & echo $!');
  await vi.waitFor(async () => expect(await processStart(Number(stdout))).toBeNull());
});

test('of a long log the beginning and the end are kept', async () => {
  const { stderr } = await sh('echo first >&2; head -c 3000000 /dev/zero | tr "\\0" x >&2; echo last >&2');
  expect(stderr.length).toBeLessThan(1_100_000);
  expect(stderr.startsWith('first\n')).toBe(true);
  expect(stderr).toMatch(/… \d+ bytes …/);
  expect(stderr.endsWith('last\n')).toBe(true);
});
