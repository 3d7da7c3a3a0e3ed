import type { Entry } from '../../service/entry.ts';
import type { Registry } from '../../service/registry.ts';
import type { Operation } from '../exchange/operation.ts';
import { PASS_THROUGH } from '../exchange/passthrough.ts';
import { PREDICT } from '../exchange/predict.ts';
import { pathFor } from '../exchange/route.ts';
import { PREDICT_PATH } from '../v1/routes.ts';
import { INFER } from '../v2/infer.ts';
import { INFER_PATH } from '../v2/routes.ts';

/** What a path asks, of whom. */
export interface AskedPrediction {
  readonly entry: Entry;
  readonly operation: Operation;
  /** The path of its route, with words in braces. */
  readonly route: string;
}

/** Where predictions are asked for, as it stands in a request: made anew whenever a model comes, changes or goes. */
export class PredictionPaths {
  readonly #registry: Registry;
  #byPath: ReadonlyMap<string, AskedPrediction> = new Map();

  constructor(registry: Registry) {
    this.#registry = registry;
    const remake = (): void => this.#remake();
    registry.watch({ added: remake, changed: remake, removed: remake });
    remake();
  }

  /** What a path with its query asks, if it is one of these. */
  find(path: string): AskedPrediction | undefined {
    return this.#byPath.get(path);
  }

  #remake(): void {
    const byPath = new Map<string, AskedPrediction>();
    for (const [name, entry] of this.#registry.byName) {
      const { passesThrough } = entry.facts;
      const operation = passesThrough ? PASS_THROUGH : PREDICT;
      byPath.set(pathFor(PREDICT_PATH, name), { entry, operation, route: PREDICT_PATH });
      if (!passesThrough) byPath.set(pathFor(INFER_PATH, name), { entry, operation: INFER, route: INFER_PATH });
    }
    this.#byPath = byPath;
  }
}
