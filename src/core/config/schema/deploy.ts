import { z } from 'zod';

import { section } from './section.ts';

/** What Kubernetes takes as the name of a namespace, a service account, a secret … in a label of DNS. */
const LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

const objectName = z.string().regex(LABEL, { error: 'a name of at most 63 lower-case letters, digits and -' });

/** As `docker push` takes it, without a tag: `registry.example.com/team`. */
const REGISTRY = /^[a-z0-9][a-z0-9.-]*(?::\d{1,5})?(?:\/[a-z0-9][a-z0-9._-]*)*$/;

const registry = z
  .string()
  .regex(REGISTRY, { error: 'a registry with or without a path, such as registry.example.com/team' });

const count = z.int().min(0);

/** Strict, since within a choice nobody looks for unknown keys. ../check/deploy-rules.ts holds that the fewest are not more than the most. */
const REPLICAS = { error: 'a number of pods, or `{min: 1, max: 10}`' };

const replicaRange = z.strictObject({ min: count.default(1), max: z.int().min(1) }, REPLICAS);

const replicas = z.union([count, replicaRange], REPLICAS);

/** What may be written for all stages, and for each alone; nothing is the default here: ../../deploy/settings.ts has what is meant then. */
const fields = {
  namespace: objectName
    .nullable()
    .default(null)
    .meta({
      description: 'The namespace. Not given: that of the context.',
      examples: ['ml'],
    }),
  registry: registry
    .nullable()
    .default(null)
    .meta({
      description: 'Where images are pushed to, and pulled from.',
      examples: ['registry.example.com/team'],
    }),
  replicas: replicas
    .nullable()
    .default(null)
    .meta({
      description: 'How many pods, or between how many they follow the load: `{min: 2, max: 10}`. Default: 1.',
      examples: [{ min: 2, max: 10 }],
    }),
};

/** What a stage may be called: it is part of names, and the value of a label. */
export const STAGE_NAME: RegExp = LABEL;

const stageName = z.string().regex(STAGE_NAME, { error: 'a name of lower-case letters, digits and -' });

/** Where the truss is deployed to, and how. */
export const deploy = section({
  ...fields,
  stages: z
    .record(stageName, section(fields))
    .default({})
    .meta({
      description:
        'What is different in a stage (`--stage production`): a field that stands here takes the place of the same field above. The model sees the stage as `environment`.',
      examples: [{ production: { namespace: 'ml-prod', replicas: { min: 3, max: 20 } } }],
    }),
});
