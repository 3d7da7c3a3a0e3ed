import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';

import { afterAll, describe, expect, it } from 'vitest';

import type { Issue } from '../../core/errors/issue.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { renderError } from './render-error.ts';
import { createStyles } from './styles.ts';

const directory = mkdtempSync(join(tmpdir(), 'truss-render-'));
const configPath = join(directory, 'config.yaml');
writeFileSync(configPath, 'model_name: iris\npython_versoin: py311\nresources:\n\tcpu: many\n');
afterAll(() => rmSync(directory, { recursive: true }));

const plain = createStyles(new PassThrough());
const render = (error: unknown): string => renderError(error, plain).replaceAll(directory, 'DIR');

describe('renderError', () => {
  it('says what is wrong and what to do', () => {
    const error = new TrussError('PROJECT_NOT_FOUND', {
      message: 'There is no config.yaml in iris.',
      hint: 'Make a truss with `truss init iris`.',
    });
    expect(render(error)).toMatchInlineSnapshot(`
      "✖ This is not a truss directory
        There is no config.yaml in iris.
        → Make a truss with \`truss init iris\`."
    `);
  });

  it('lists fifty issues, and says how many more there are', () => {
    const issues = Array.from({ length: 60 }, (_, index): Issue => ({
      path: '',
      code: 'EXAMPLES_INVALID',
      severity: 'error',
      message: `wrong ${index}`,
    }));
    const lines = render(new TrussError('EXAMPLES_INVALID', { message: '60 errors.', issues })).split('\n');
    expect(lines.filter((line) => line.includes('wrong'))).toHaveLength(50);
    expect(lines.at(-1)).toBe('  … and 10 more, which --json lists.');
  });

  it('quotes the line of each issue, with a mark under the column', () => {
    const error = new TrussError('CONFIG_INVALID', {
      message: '2 problems in config.yaml.',
      issues: [
        {
          path: 'python_versoin',
          code: 'CONFIG_UNKNOWN_KEY',
          message: 'python_versoin is not known.',
          hint: 'Did you mean `python_version`?',
          severity: 'warning',
          file: configPath,
          line: 2,
          column: 1,
        },
        {
          path: 'resources.cpu',
          code: 'CONFIG_INVALID',
          message: 'resources.cpu is "many".',
          severity: 'error',
          file: configPath,
          line: 4,
          column: 7,
        },
      ],
    });
    expect(render(error)).toMatchInlineSnapshot(`
      "✖ The config file is not valid
        2 problems in config.yaml.

        warning DIR/config.yaml:2:1 python_versoin is not known.
            2 | python_versoin: py311
              | ^
            → Did you mean \`python_version\`?

        DIR/config.yaml:4:7 resources.cpu is "many".
            4 | 	cpu: many
              | 	     ^"
    `);
  });

  it('quotes no password of an address', () => {
    const file = join(directory, 'index.yaml');
    writeFileSync(file, '- --index-url https://me:hunter2@host/simple\n');
    const issue = { path: '', code: 'CONFIG_INVALID', message: 'No.', severity: 'error', file, line: 1 } as const;
    const shown = render(new TrussError('CONFIG_INVALID', { message: 'No.', issues: [issue] }));
    expect(shown).toContain('1 | - --index-url https://***@host/simple');
  });

  it("shows the user's own lines of a traceback", () => {
    const error = new TrussError('MODEL_LOAD_FAILED', {
      message: 'load() raised FileNotFoundError.',
      exception: {
        type: 'FileNotFoundError',
        message: 'weights.bin',
        traceback:
          'Traceback (most recent call last):\n  File "model/model.py", line 5, in load\n    open("weights.bin")\nFileNotFoundError: weights.bin\n',
      },
    });
    expect(render(error)).toMatchInlineSnapshot(`
      "✖ The model's load() raised an exception
        load() raised FileNotFoundError.

        Traceback (most recent call last):
          File "model/model.py", line 5, in load
            open("weights.bin")
        FileNotFoundError: weights.bin"
    `);
  });

  it('gives the type where there is no traceback', () => {
    const exception = { type: 'KeyError', message: "'inputs'", traceback: '' };
    expect(render(new TrussError('MODEL_RAISED', { message: 'predict raised KeyError.', exception })))
      .toMatchInlineSnapshot(`
        "✖ The model raised an exception
          predict raised KeyError.

          KeyError: 'inputs'"
      `);
  });

  it('shows the stack of a bug', () => {
    const bug = new TypeError('x is not a function');
    bug.stack = 'TypeError: x is not a function\n    at f (file.ts:1:1)';
    expect(render(bug)).toMatchInlineSnapshot(`
      "✖ A bug in Truss
        TypeError: x is not a function
            at f (file.ts:1:1)
        → Please report it, with these lines and what you ran."
    `);
  });
});
