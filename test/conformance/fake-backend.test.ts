import type { InferenceRequest } from '../../src/core/inference/inference-request.ts';
import { PiecedBody } from '../../src/core/inference/pieced-body.ts';
import { FakeBackend } from '../support/fake-backend.ts';
import type { BackendParts, Order } from './backend-stage.ts';
import { backendConformance } from './backend.ts';

backendConformance({ name: 'FakeBackend', create: (parts) => new ObedientBackend(parts) });

/** A fake that does what the bodies of its requests say, as every model of the conformance suite. */
class ObedientBackend extends FakeBackend {
  /** Requests that an order holds back. */
  readonly #waiting = new Set<string>();

  constructor({ start, listener }: BackendParts) {
    super({
      listener,
      concurrency: 2,
      model: {
        begin: (request) => this.#obey(request),
        message: ({ id }, text) => this.#echo(id, text),
        hangUp: ({ id }) => this.end(id),
      },
    });
    this.counts = 'counted_total 1\n';
    // After `start`, as a process does.
    setImmediate(() => {
      if (start === 'ready' || start === 'sessions') this.becomeReady();
      else this.failToStart('There is no such file', { permanent: start === 'hopeless' });
    });
  }

  #obey({ id, body, isSession }: InferenceRequest): void {
    if (isSession) return;
    if (body instanceof PiecedBody) throw new Error('orders are short');
    const order = JSON.parse(Buffer.from(body).toString('utf8')) as Order;
    switch (order.do) {
      case 'answer':
        return this.answer(id, JSON.stringify(order.value));
      case 'stream':
        return void this.#stream(id, order);
      case 'wait':
        return void this.#waiting.add(id);
      case 'open':
        for (const waiting of this.#waiting) this.answer(waiting);
        return this.answer(id);
      case 'fail':
        return this.fail(id);
      case 'sicken':
        this.wellness = { healthy: false, reason: 'the model says so' };
        return this.answer(id);
      case 'die':
        return this.die('ended with status 7');
    }
  }

  async #stream(id: string, { items, bytes, andThen }: Order & { readonly do: 'stream' }): Promise<void> {
    for (let index = 0; index < items; index += 1) await this.item(id, 'x'.repeat(bytes));
    if (andThen === 'end') this.end(id);
  }

  #echo(id: string, text: string): void {
    this.received(id, text.length);
    void this.item(id, text);
  }
}
