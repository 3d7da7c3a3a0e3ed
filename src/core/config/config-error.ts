import type { ErrorCode } from '../errors/catalogue.ts';
import type { Issue } from '../errors/issue.ts';
import { TrussError } from '../errors/truss-error.ts';

/** The error of a config that cannot be used: all its issues, warnings included, under the code that says most. */
export function configError(file: string, issues: readonly Issue[]): TrussError {
  const errors = issues.filter((issue) => issue.severity === 'error');
  const [first] = errors;
  const message = first !== undefined && errors.length === 1 ? first.message : `${file} has ${errors.length} errors.`;
  return new TrussError(commonCode(errors), { message, issues });
}

/** `CONFIG_SYNTAX` and `CONFIG_UNSUPPORTED` are told apart where nothing else is wrong. */
function commonCode(errors: readonly Issue[]): ErrorCode {
  const codes = new Set(errors.map((issue) => issue.code));
  const [only] = codes;
  return only !== undefined && codes.size === 1 && only !== 'CONFIG_UNKNOWN_KEY' ? only : 'CONFIG_INVALID';
}
