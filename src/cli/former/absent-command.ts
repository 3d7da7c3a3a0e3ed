import type { ErrorCode } from '../../core/errors/catalogue.ts';
import type { ErrorOptions } from '../../core/errors/truss-error.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import type { CommandRow } from '../definition/define-command.ts';
import { defineCommand } from '../definition/define-command.ts';

/** A command that is not there: whatever follows it, it ends with this error. */
export function absentCommand(
  name: string,
  { code, ...told }: ErrorOptions & { readonly code: ErrorCode },
): CommandRow {
  const command = defineCommand({
    description: told.message,
    examples: [{ command: `truss ${name}`, about: 'says what to do instead' }],
    arguments: {},
    options: {},
    takesAnything: true,
    json: '{"error": {"code", "message", "hint", "issues", "exception"}}',
    run: () => Promise.reject(new TrussError(code, told)),
  });
  return { kind: 'command', name, summary: told.message, hidden: true, load: () => Promise.resolve(command) };
}
