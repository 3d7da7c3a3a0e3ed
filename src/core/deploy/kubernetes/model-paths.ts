// The paths under which one of several models is asked by its name.

/** A path and all below it, or one path alone. */
export interface ModelPath {
  readonly path: string;
  readonly isExact: boolean;
}

/**
 * Where several models share a host, each is found by its name in V1 and V2. The routes of OpenAI name the model in the body, which no
 * proxy looks into: for these a model has a host of its own.
 */
export function modelPaths(model: string, byName: boolean): readonly ModelPath[] {
  if (!byName) return [{ path: '/', isExact: false }];
  return [
    { path: `/v1/models/${model}`, isExact: false },
    // Behind a colon a path does not count as being below.
    ...[':predict', ':predict_binary'].map((method) => ({ path: `/v1/models/${model}${method}`, isExact: true })),
    { path: `/v2/models/${model}`, isExact: false },
  ];
}
