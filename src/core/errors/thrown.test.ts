import { describe, expect, it } from 'vitest';

import { errorToJson } from './error-json.ts';
import { exitCodeOf } from './exit-code.ts';
import { TrussError } from './truss-error.ts';

describe('exitCodeOf', () => {
  it.each([
    [new TrussError('USAGE', { message: '' }), 2],
    [new TrussError('CONFIG_INVALID', { message: '' }), 1],
    [new TrussError('INTERRUPTED', { message: '' }), 130],
    [new TrussError('INTERNAL', { message: '' }), 70],
    [new Error('a bug'), 70],
    ['not even an error', 70],
  ])('%s is %i', (error, code) => {
    expect(exitCodeOf(error)).toBe(code);
  });
});

describe('errorToJson', () => {
  it('has every member, also where there is nothing to say', () => {
    expect(errorToJson(new TrussError('SERVER_BUSY', { message: 'Busy.' }))).toEqual({
      code: 'SERVER_BUSY',
      message: 'Busy.',
      hint: null,
      issues: [],
      exception: null,
    });
  });

  it('calls a bug INTERNAL', () => {
    expect(errorToJson(new TypeError('oops'))).toMatchObject({ code: 'INTERNAL', message: 'oops' });
  });
});
