import { z } from 'zod';

import { deploy } from './deploy.ts';
import { environmentFields } from './environment.ts';
import { identityFields } from './identity.ts';
import { imageFields } from './image.ts';
import { layoutFields } from './layout.ts';
import { platformFields } from './platform.ts';
import { resources } from './resources.ts';
import { runtime } from './runtime.ts';
import { secretFields } from './secrets.ts';
import { section } from './section.ts';
import { signature } from './signature.ts';
import { weightsFields } from './weights.ts';

const free = z.record(z.string(), z.unknown());

/** The whole of config.yaml, in the order in which it is documented. */
export const configSchema = section({
  ...identityFields,
  ...environmentFields,
  ...secretFields,
  resources: resources.prefault({}).meta({
    description: 'What the model may use of a machine.',
    examples: [{ cpu: '2', memory: '4Gi' }],
    since: '2022',
  }),
  runtime: runtime.prefault({}).meta({
    description: 'How the model is served.',
    examples: [{ num_workers: 2, request_timeout: '30s' }],
  }),
  signature: signature
    .nullable()
    .default(null)
    .meta({
      description: 'What goes into the model and comes out of it.',
      examples: [
        {
          inputs: [{ name: 'inputs', datatype: 'FP64', shape: [-1, 4] }],
          outputs: [{ name: 'predictions', datatype: 'FP64', shape: [-1] }],
        },
      ],
      since: 'new',
    }),
  model_metadata: free.default({}).meta({
    description: 'Anything: the model reads it from its config.',
    examples: [{ labels: ['setosa', 'versicolor', 'virginica'] }],
    since: '2022',
  }),
  ...layoutFields,
  ...weightsFields,
  ...imageFields,
  deploy: deploy.prefault({}).meta({
    description: 'Where the truss is deployed to: `truss deploy`.',
    examples: [{ namespace: 'ml', replicas: { min: 2, max: 10 } }],
    since: 'new',
  }),
  ...platformFields,
});
