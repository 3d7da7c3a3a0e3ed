import { visibleText } from '../../core/visible-text.ts';

/** Marks that turn the text behind them around, and which core/visible-text leaves alone where a terminal shows them as nothing. */
const MARKS = /[\u200B\u200E\u200F\u2028\u2029\uFEFF\u061C]/g;

/** A text of others as the page shows it: what moves or hides other letters is itself seen. The page only ever makes text nodes of it. */
export function shownText(text: string): string {
  return visibleText(text).replaceAll(
    MARKS,
    (mark) => String.raw`\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
