import type { Config } from '../config/config.ts';

/** What goes into a model and comes out of it, as its config says. */
export type Signature = NonNullable<Config['signature']>;
