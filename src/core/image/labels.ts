// What an image says of itself without being run.
import type { Config } from '../config/config.ts';
import { withoutSecretValues } from '../config/render/show-config.ts';
import type { Example } from '../examples/examples.ts';
import { PREDICT } from '../examples/examples.ts';
import { version } from '../version.ts';

/** The names of the labels. They are public: read by people's scripts. */
export const LABEL = {
  /** Of everything that the image is made of: equal hashes, equal images. */
  hash: 'truss.hash',
  /** The ids of the images that it stands on, where the engine knows them. */
  base: 'truss.base',
  name: 'truss.name',
  version: 'truss.version',
  python: 'truss.python',
  port: 'truss.port',
  /** Digests of code, lock and data. */
  code: 'truss.digest.code',
  lock: 'truss.digest.lock',
  data: 'truss.digest.data',
  config: 'truss.config',
  /** What goes in and comes out: the signature, and a request. */
  schema: 'truss.schema',
  /** `mounted` where the data are not in the image. */
  delivery: 'truss.data',
  /** Of a container: the directory of its truss. */
  directory: 'truss.directory',
  /** Of a container that Truss has started: whose it is, by a digest of TRUSS_HOME. */
  owner: 'truss.owner',
} as const;

/** A request that is longer shows little, and every `docker inspect` would print it. */
const MOST_EXAMPLE_CHARS = 4000;

/** What the labels are made of. */
export interface LabelFacts {
  readonly name: string;
  readonly config: Config;
  readonly minor: number;
  readonly port: number;
  readonly examples: readonly Example[];
  readonly digests: { readonly code: string; readonly lock: string; readonly data: string };
  readonly withData: boolean;
}

/** The labels of an image, without its hash. No default of a secret is among them. */
export function imageLabels(facts: LabelFacts): Readonly<Record<string, string>> {
  const { name, config, minor, port, examples, digests, withData } = facts;
  const body = examples.flatMap((each) => (each.method === PREDICT && 'body' in each ? each.body : []))[0] ?? null;
  const request = body !== null && body.length <= MOST_EXAMPLE_CHARS ? (JSON.parse(body) as unknown) : null;
  return {
    [LABEL.name]: name,
    [LABEL.version]: version,
    [LABEL.python]: `3.${minor}`,
    [LABEL.port]: String(port),
    [LABEL.code]: digests.code,
    [LABEL.lock]: digests.lock,
    [LABEL.data]: digests.data,
    [LABEL.config]: JSON.stringify(withoutSecretValues(config)),
    [LABEL.schema]: JSON.stringify({ signature: config.signature, example: request }),
    ...(withData ? {} : { [LABEL.delivery]: 'mounted' }),
    'org.opencontainers.image.title': config.model_name ?? name,
  };
}
