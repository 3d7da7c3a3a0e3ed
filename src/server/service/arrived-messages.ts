// Messages that have arrived and are not read yet: their bytes count among those of all bodies until their request counts by itself. Else
// whoever waits for room would take what the next step of a request in progress needs.

const HELD = new WeakMap<Buffer, () => void>();

/** `release` gives back what is counted for a message. */
export function holdMessage(message: Buffer, release: () => void): void {
  HELD.set(message, release);
}

/** A message counts no more, if it did: its request does, or was refused. */
export function letMessageGo(message: Buffer): void {
  HELD.get(message)?.();
  HELD.delete(message);
}
