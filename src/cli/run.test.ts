import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { commandList } from './command-list.ts';
import { run } from './run.ts';

async function truss(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const code = await run(words, { stdout, stderr });
  const text = (stream: PassThrough): string => (stream.read() as Buffer | null)?.toString() ?? '';
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

describe('help', () => {
  it.each([[[]], [['--help']], [['-h']], [['help']]])('truss %j', async (words) => {
    const { code, stdout, stderr } = await truss(...words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Usage: truss <command> [options]');
    expect(stdout).not.toContain('engine');
  });

  it('of the whole', async () => {
    expect((await truss('--help')).stdout).toMatchInlineSnapshot();
  });

  it('of a command', async () => {
    const { stdout } = await truss('help', 'serve');
    expect(stdout).toBe((await truss('serve', '--help')).stdout);
    expect(stdout).toMatchInlineSnapshot();
  });

  it('of a group', async () => {
    const { code, stdout } = await truss('env');
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot();
  });

  const rows = commandList.flatMap((entry) =>
    entry.kind === 'command'
      ? [{ path: [entry.name], row: entry }]
      : entry.commands.map((row) => ({ path: [entry.name, row.name], row })),
  );
  it.each(rows)('has examples: $path', async ({ path }) => {
    const { code, stdout } = await truss(...path, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain(`\n  truss ${path.join(' ')}`);
    expect(stdout).toContain('With --json:');
  });
});

describe('wrong use', () => {
  it.each([
    [['prdict']],
    [['env', 'lst']],
    [['serve', '--prot', '1']],
    [['serve', '--port', 'http']],
    [['serve', '--port', '70000']],
    [['serve', '--env', 'conda']],
    [['predict', 'a', 'b']],
    [['init']],
    [['predict', '-d']],
    [['--wat']],
  ])('truss %j', async (words) => {
    const { code, stdout, stderr } = await truss(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatchSnapshot();
  });

  it('is JSON with --json', async () => {
    const { code, stdout, stderr } = await truss('serve', '--prot', '1', '--json');
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'USAGE',
        message: "Unknown option '--prot'.",
        hint: 'Did you mean `--port`? See `truss serve --help`.',
        issues: [],
        exception: null,
      },
    });
  });
});

describe('--version', () => {
  it('is short for people and whole for programs', async () => {
    expect((await truss('--version')).stdout).toMatch(/^truss \d+\.\d+\.\d+\S*\n$/);
    expect(JSON.parse((await truss('--version', '--json')).stdout)).toEqual({
      truss: expect.stringMatching(/^\d/) as string,
      node: process.versions.node,
    });
  });
});
