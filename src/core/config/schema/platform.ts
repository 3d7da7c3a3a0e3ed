import { z } from 'zod';

const free = z.record(z.string(), z.unknown()).nullable().default(null);

/** What only the hosted platform of today's Truss acts on; ../support.ts says what becomes of it here. */
export const platformFields = {
  trt_llm: free.meta({ description: 'An engine of TensorRT-LLM.' }),
  bis_llm: free.meta({ description: 'An inference stack of the hosted platform.' }),
  training_checkpoints: free.meta({ description: 'Checkpoints of a training job of the hosted platform.' }),
  live_reload: z.boolean().default(false).meta({ description: 'Patch a running deployment.' }),
  apply_library_patches: z.boolean().default(true).meta({ description: 'Patch libraries at the start.' }),
  use_local_src: z.boolean().default(false).meta({ description: 'For developers of Truss.' }),
  cache_internal: z.array(z.unknown()).default([]).meta({ description: 'For the hosted platform itself.' }),
};
