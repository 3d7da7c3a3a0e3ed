import type { Sink } from '../../src/core/inference/inference-request.ts';
import type { RequestFailure } from '../../src/core/inference/request-failure.ts';
import type { FrameHeader } from '../../src/core/wire/frame.ts';

/** A sink that keeps what it is told, a line for each call. */
export class KeptSink implements Sink {
  readonly told: string[] = [];

  answer(_form: number, _header: FrameHeader, payload: Uint8Array): void {
    this.told.push(`answer ${Buffer.from(payload).toString('utf8')}`);
  }

  chunk(_form: number, _header: FrameHeader, payload: Uint8Array): void {
    this.told.push(`item ${Buffer.from(payload).toString('utf8')}`);
  }

  end(): void {
    this.told.push('end');
  }

  fail({ code, message }: RequestFailure): void {
    this.told.push(`${code}: ${message}`);
  }

  received(bytes: number): void {
    this.told.push(`received ${bytes}`);
  }
}
