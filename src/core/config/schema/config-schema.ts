import { z } from 'zod';

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
  resources: resources.prefault({}).meta({ description: 'What the model may use of a machine.' }),
  runtime: runtime.prefault({}).meta({ description: 'How the model is served.' }),
  signature: signature.nullable().default(null).meta({ description: 'What goes into the model and comes out of it.' }),
  model_metadata: free.default({}).meta({ description: 'Anything: the model reads it from its config.' }),
  ...layoutFields,
  ...weightsFields,
  ...imageFields,
  deploy: free.nullable().default(null).meta({ description: 'Where the truss is deployed to.' }),
  ...platformFields,
});
