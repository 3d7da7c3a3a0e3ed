import { isMap, isWrittenNumber, toNumber } from '../json/exact-json.ts';
import type { Code, CodeRequest } from './code-request.ts';
import { pythonLiteral, pythonText } from './literals.ts';

/** A tensor of a request. */
interface Tensor {
  readonly name: string;
  readonly value: unknown;
  readonly kind: 'number' | 'integer' | 'text' | 'truth';
}

/** What numpy and V2 call the elements. */
const TYPES: Readonly<Record<Tensor['kind'], readonly [numpy: string, datatype: string]>> = {
  number: ['np.float64', 'FP64'],
  integer: ['np.int64', 'INT64'],
  text: ['object', 'BYTES'],
  truth: ['bool', 'BOOL'],
};

/** A program for `tritonclient`, where the request is made of tensors. */
export function tritonCode({ url, model, method, body, streams, needsToken }: CodeRequest): Code {
  if (method !== 'predict') return { missing: 'Triton’s protocol asks predict alone.' };
  if (streams) return { missing: 'Over HTTP, Triton’s protocol has no streams.' };
  const tensors = body.kind === 'json' ? tensorsOf(body.value) : null;
  if (tensors === null) {
    return {
      missing: 'Triton’s protocol sends tensors: arrays of numbers or of texts. This request is something else.',
    };
  }
  const { host, protocol } = new URL(url);
  const lines = [
    ...(needsToken ? ['import os', ''] : []),
    'import numpy as np',
    'import tritonclient.http as triton',
    '',
    `client = triton.InferenceServerClient(${pythonText(host)}${protocol === 'https:' ? ', ssl=True' : ''})`,
    'tensors = []',
    ...tensors.flatMap(({ name, value, kind }) => [
      `values = np.array(${pythonLiteral(value)}, dtype=${TYPES[kind][0]})`,
      `tensors.append(triton.InferInput(${pythonText(name)}, list(values.shape), ${pythonText(TYPES[kind][1])}))`,
      'tensors[-1].set_data_from_numpy(values)',
    ]),
    needsToken
      ? `answer = client.infer(${pythonText(model)}, tensors, headers={"Authorization": f"Bearer {os.environ['TOKEN']}"})`
      : `answer = client.infer(${pythonText(model)}, tensors)`,
    'for output in answer.get_response()["outputs"]:',
    '    print(output["name"], answer.as_numpy(output["name"]))',
  ];
  return { text: `${lines.join('\n')}\n` };
}

function tensorsOf(body: unknown): Tensor[] | null {
  if (!isMap(body)) return null;
  const tensors: Tensor[] = [];
  for (const [name, value] of Object.entries(body)) {
    const kind = Array.isArray(value) && shapeOf(value) !== null ? kindOf(value.flat(Number.POSITIVE_INFINITY)) : null;
    if (kind === null) return null;
    tensors.push({ name, value, kind });
  }
  return tensors.length === 0 ? null : tensors;
}

/** The lengths of a list of lists along each axis; null where they differ. */
function shapeOf(value: readonly unknown[]): readonly number[] | null {
  if (!value.some(Array.isArray)) return [value.length];
  const inner = value.map((each) => (Array.isArray(each) ? shapeOf(each) : null));
  const [first = null] = inner;
  return first !== null && inner.every((each) => each?.join() === first.join()) ? [value.length, ...first] : null;
}

function kindOf(elements: readonly unknown[]): Tensor['kind'] | null {
  if (elements.length === 0) return null;
  if (elements.every((each) => typeof each === 'string')) return 'text';
  if (elements.every((each) => typeof each === 'boolean')) return 'truth';
  if (!elements.every((each) => toNumber(each) !== null)) return null;
  return elements.some((each) => isWrittenNumber(each) || !Number.isInteger(each)) ? 'number' : 'integer';
}
