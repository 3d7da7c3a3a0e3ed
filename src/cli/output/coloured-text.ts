import { visibleText } from '../../core/visible-text.ts';

// oxlint-disable-next-line no-control-regex -- it is what colours are
const OWN_COLOUR = /(\u001B\[\d{1,2}m)/;

/** As `visibleText`, of a text that has colours of ours. */
export function colouredText(text: string): string {
  return text
    .split(OWN_COLOUR)
    .map((part) => (OWN_COLOUR.test(part) ? part : visibleText(part)))
    .join('');
}
