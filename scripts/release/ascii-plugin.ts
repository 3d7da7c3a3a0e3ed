// What V8 is spared of our bundles: text with one wide character in it takes two bytes for each of its characters.
import type { TsdownPlugin } from 'tsdown';

/** Backslashes, and the character behind them that is not ASCII. */
const WIDE = /(\\*)([^\0-\u007F])/g;

/**
 * A plugin that writes what is not ASCII as `\uXXXX`. V8 keeps the text of every module that is loaded, and one dash in a comment
 * doubles it: of a server's front that were 4 MB.
 */
export function asciiPlugin(): TsdownPlugin {
  return {
    name: 'truss:ascii',
    renderChunk: (code) => toAscii(code),
  };
}

/** The same program in ASCII; only what `String.raw` makes of such characters would differ, and ours has none. */
export function toAscii(code: string): string {
  return code.replaceAll(WIDE, (_, backslashes: string, character: string) => {
    const escaped = character.charCodeAt(0).toString(16).padStart(4, '0');
    // After an odd number of them the last one belongs to the character, which it leaves as it is.
    return `${backslashes}${backslashes.length % 2 === 0 ? '\\' : ''}u${escaped}`;
  });
}
