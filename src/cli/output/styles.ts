// Colours and marks, where the stream is a terminal that shows them (NO_COLOR and FORCE_COLOR are heeded by Node).
import { styleText } from 'node:util';

type Style = (text: string) => string;

/** Ways to set off a piece of text; each returns it unchanged where the stream shows no colours. */
export interface Styles {
  readonly bold: Style;
  /** What matters less. */
  readonly dim: Style;
  /** What is wrong. */
  readonly error: Style;
  /** What is doubtful. */
  readonly warning: Style;
  /** What went well. */
  readonly success: Style;
  /** What can be typed. */
  readonly command: Style;
}

/** The styles for what is written to `stream`. */
export function createStyles(stream: NodeJS.WritableStream): Styles {
  const style =
    (...format: Parameters<typeof styleText>[0][]): Style =>
    (text) =>
      styleText(format.flat(), text, { stream });
  return {
    bold: style('bold'),
    dim: style('dim'),
    error: style('red', 'bold'),
    warning: style('yellow', 'bold'),
    success: style('green'),
    command: style('cyan'),
  };
}
