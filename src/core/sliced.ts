// Work that would take an event loop seconds, cut into slices. Whoever has a clock says how many of them are done at a time.

/** Work that can be left off and gone on with: it yields after about a tenth of a millisecond each, and gives its result at the end. */
export type Sliced<T> = Generator<undefined, T, undefined>;

/** Steps of work on single elements, of which each takes some nanoseconds, between two yields. */
export const SLICE_STEPS = 32 * 1024;

/** Bytes that are copied between two yields. */
const COPIED_BYTES = 1024 * 1024;

/** Does all slices one after the other. */
export function wholeOf<T>(work: Sliced<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** Copies bytes into others, from `at` on. */
export function* copySliced(bytes: Uint8Array, target: Uint8Array, at: number): Sliced<void> {
  for (let start = 0; start < bytes.length; start += COPIED_BYTES) {
    if (start > 0) yield;
    const whole = start === 0 && bytes.length <= COPIED_BYTES;
    target.set(whole ? bytes : bytes.subarray(start, start + COPIED_BYTES), at + start);
  }
}
