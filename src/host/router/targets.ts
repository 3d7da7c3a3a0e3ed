import { slugOf } from '../../core/config/entry-name.ts';
import { showText } from '../../core/errors/show-text.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import type { OrRefusal } from '../../core/inference/refusal.ts';

/** A server of one model. */
export interface Target {
  /** Of the model. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** The servers behind a router. */
export class Targets {
  readonly all: readonly Target[];

  constructor(all: readonly Target[]) {
    this.all = all;
  }

  /** The one whose model is called so, as in its config or as in a path; or that there is none. */
  find(name: string): OrRefusal<Target> {
    const found = this.all.find((each) => each.name === name) ?? this.all.find((each) => each.name === slugOf(name));
    if (found !== undefined) return found;
    const message = `Model with name ${showText(name)} does not exist; this port leads to ${this.listed}`;
    return { code: 'MODEL_NOT_FOUND', message };
  }

  get listed(): string {
    return this.all.map(({ name }) => name).join(', ');
  }
}

/**
 * What the arguments of the program say: `iris=iris:8080`, the name of a model and where its server is.
 *
 * @throws {TrussError} `USAGE`
 */
export function readTargets(words: readonly string[]): Targets {
  const all = words.map((word) => {
    const [, name, host, port] = /^([^=]+)=([^:]+):(\d+)$/.exec(word) ?? [];
    if (name === undefined || host === undefined) {
      throw new TrussError('USAGE', { message: `${word} is not understood: expected NAME=HOST:PORT.` });
    }
    return { name, host, port: Number(port) };
  });
  if (all.length === 0) throw new TrussError('USAGE', { message: 'No server is named: NAME=HOST:PORT' });
  return new Targets(all);
}
