import type { Output } from './output.ts';

/** Says which containers are gone. `verb`: how they went. */
export function endedContainers(
  containers: readonly { readonly id: string; readonly name: string }[],
  verb: string,
  output: Output,
): void {
  const ended = containers.map(({ id, name }) => ({ id, name }));
  output.answer({ ended }, (styles) =>
    ended.length === 0
      ? 'No container of a truss is there.'
      : `${styles.success('✔')} ${verb} ${ended.map(({ name }) => name).join(', ')}`,
  );
}
