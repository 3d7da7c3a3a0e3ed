import type { LogReader } from '../../host/serve/server-log.ts';
import { createStyles } from './styles.ts';
import { isTerminal } from './terminal.ts';

/** Who reads what is logged to a stream. */
export function logReader(stream: NodeJS.WritableStream): LogReader {
  if (!isTerminal(stream)) return 'program';
  return createStyles(stream).bold('x') === 'x' ? 'person' : 'person-with-colours';
}
