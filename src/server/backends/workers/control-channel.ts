// The control channel of a worker (fd 4): what the front says on it. Never on the hot path.
import type { Socket } from 'node:net';

import type { InferenceRequest } from '../../../core/inference/inference-request.ts';
import { encodeFrame } from '../../../core/wire/encode.ts';
import type { FrameHeader } from '../../../core/wire/frame.ts';
import { Kind, PROTOCOL_VERSION } from '../../../core/wire/frame.ts';

/** A config with its secrets; also what READY and FAILED may be. */
export const MAX_CONTROL_FRAME_BYTES = 16 * 1024 * 1024;

/** Says things to a worker. */
export class ControlChannel {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** The first frame of all. */
  hello(header: FrameHeader): void {
    this.#socket.write(encodeFrame({ kind: Kind.HELLO, aux: PROTOCOL_VERSION, header }));
  }

  /** Asks for an early end of a request. */
  cancel({ slot, generation }: InferenceRequest): void {
    this.#socket.write(encodeFrame({ kind: Kind.CANCEL, slot, generation }));
  }

  /** Lets a stream go on by so many bytes. */
  credit({ slot, generation }: InferenceRequest, bytes: number): void {
    this.#socket.write(encodeFrame({ kind: Kind.CREDIT, slot, generation, aux: bytes }));
  }

  /** Asks whether the model is well; the answer has the same number. */
  health(number: number): void {
    this.#socket.write(encodeFrame({ kind: Kind.HEALTH, aux: number }));
  }

  /** Asks what the model counts itself; the answer has the same number. */
  metrics(number: number): void {
    this.#socket.write(encodeFrame({ kind: Kind.METRICS, aux: number }));
  }

  /** The worker takes this for the front's death: only when it is gone itself. */
  close(): void {
    this.#socket.destroy();
  }
}
