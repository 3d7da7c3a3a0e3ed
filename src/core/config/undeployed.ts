/** What is said of a model that nobody has deployed. */
export const UNDEPLOYED = {
  /** The version under which it is served. */
  version: '1',
  /** Where it is deployed to. */
  stage: null,
} as const;
