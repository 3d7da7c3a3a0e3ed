import type { OperationDescription } from '../../../core/openapi/document.ts';
import type { Entry } from '../../service/entry.ts';
import type { ErrorShape } from '../answer/error-shape.ts';
import type { RouteCall } from './route-call.ts';

/**
 * A method, a path, and what answers there. In the path `{name}` stands for the name of an entry and
 * `{version}` for its version; any other word in braces for a part that `RouteCall.parameters` holds.
 */
export type Route = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Whether it is open to those without a token: it says whether the server or a model is ready, or is a file of the page. */
  readonly isProbe?: boolean;
  /** Whether it asks a model: such a request ends as one (service/ending.ts), however early it is refused. */
  readonly asksModel?: boolean;
  /** Whether it is only there with `--dev`. */
  readonly isForDevelopment?: boolean;
  /** How its failures look; default: `plainError`. */
  readonly errorShape?: ErrorShape;
} & (
  | {
      readonly of: 'server';
      readonly serve: (call: RouteCall) => void | Promise<void>;
      /** What the description of the API says of it; null: nothing, with these models. Not given: nothing, ever. */
      readonly describe?: (entries: readonly Entry[]) => OperationDescription | null;
    }
  | {
      readonly of: 'model';
      readonly serve: (call: RouteCall, entry: Entry) => void | Promise<void>;
      readonly describe?: (entry: Entry) => OperationDescription | null;
    }
);

/** The path of a route for one entry. */
export function pathFor(path: string, name: string): string {
  return path.replace('{name}', name);
}
