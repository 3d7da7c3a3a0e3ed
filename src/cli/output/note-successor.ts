import type { Output } from './output.ts';

/** Says which words do today what somebody has typed in the form of 2022. */
export function noteSuccessor(typed: string, today: string, output: Output): void {
  output.note((styles) => `${styles.warning('note')} \`${typed}\` is now \`${today}\`.`);
}
