// Takes the schemas of what Truss renders out of the projects that they belong to, as their Go modules have them: `node
// scripts/extract-cluster-schemas.ts` (needs Go and a network; by hand, when a version changes). What people read (descriptions, examples) is
// left out, and what stands there many times is kept once, so that megabytes become kilobytes.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { CRDS } from '../test/support/cluster-definitions.ts';

type Schema = { [key: string]: unknown };

/** What is taken, from where. All of them are under the Apache License 2.0. */
const KUBERNETES = {
  module: 'k8s.io/kubernetes@v1.37.0',
  kinds: {
    api__v1: ['io.k8s.api.core.v1.Service', 'io.k8s.api.core.v1.Secret'],
    apis__apps__v1: ['io.k8s.api.apps.v1.Deployment'],
    apis__autoscaling__v2: ['io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler'],
    apis__policy__v1: ['io.k8s.api.policy.v1.PodDisruptionBudget'],
    'apis__networking.k8s.io__v1': ['io.k8s.api.networking.v1.Ingress', 'io.k8s.api.networking.v1.NetworkPolicy'],
  },
} as const;

/** For people alone, or for the server alone. */
const UNREAD = new Set(
  'description example externalDocs default title x-kubernetes-validations x-kubernetes-list-type x-kubernetes-list-map-keys x-kubernetes-map-type x-kubernetes-patch-strategy x-kubernetes-patch-merge-key x-kubernetes-group-version-kind x-kubernetes-unions'.split(
    ' ',
  ),
);

/** A schema that is shorter stands where it is used. */
const SHORT = 120;

const definitions = new Map<string, string>();

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A schema without what nobody needs; the names of properties are no keywords. */
function bare(schema: unknown, isMap = false): unknown {
  if (Array.isArray(schema)) return schema.map((each) => bare(each));
  if (!isSchema(schema)) return schema;
  const entries = Object.entries(schema).filter(([key]) => isMap || !UNREAD.has(key));
  return Object.fromEntries(entries.map(([key, inner]) => [key, bare(inner, !isMap && key === 'properties')]));
}

/** A schema in which the longer ones are references: each that is written twice is the same one. */
function shared(schema: unknown, isMap = false): unknown {
  if (Array.isArray(schema)) return schema.map((each) => shared(each));
  if (!isSchema(schema)) return schema;
  const made = Object.fromEntries(
    Object.entries(schema).map(([key, inner]) => [key, shared(inner, !isMap && key === 'properties')]),
  );
  const text = JSON.stringify(made);
  if (isMap || text.length < SHORT) return made;
  const name = definitions.get(text) ?? String(definitions.size);
  definitions.set(text, name);
  return { $ref: name };
}

function moduleDirectory(module: string): string {
  const told = execFileSync('go', ['mod', 'download', '-json', module], { encoding: 'utf8', cwd: '/' });
  return (JSON.parse(told) as { Dir: string }).Dir;
}

/** What a document of Kubernetes' own API has, each reference followed. */
function resolved(schema: unknown, all: Schema): unknown {
  if (Array.isArray(schema)) return schema.map((each) => resolved(each, all));
  if (!isSchema(schema)) return schema;
  const { $ref: reference, allOf } = schema;
  if (typeof reference === 'string') return resolved(all[reference.split('/').at(-1) ?? ''], all);
  // A reference with a default stands alone in a list.
  if (Array.isArray(allOf) && allOf.length === 1) return resolved(allOf[0], all);
  return Object.fromEntries(Object.entries(schema).map(([key, inner]) => [key, resolved(inner, all)]));
}

const kinds: Schema = {};

const kubernetes = moduleDirectory(KUBERNETES.module);
for (const [file, names] of Object.entries(KUBERNETES.kinds)) {
  const text = readFileSync(join(kubernetes, `api/openapi-spec/v3/${file}_openapi.json`), 'utf8');
  const { schemas } = (JSON.parse(text) as { components: { schemas: Schema } }).components;
  for (const name of names) {
    const version = file.replace(/^apis?__/, '').replace('__', '/');
    kinds[`${version} ${name.slice(name.lastIndexOf('.') + 1)}`] = shared(bare(resolved(schemas[name], schemas)));
  }
}

interface Crd {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

const metadata = (of: Schema): unknown => (of['properties'] as Schema)['metadata'];
const named = new Map([...definitions].map(([text, name]) => [name, JSON.parse(text) as Schema]));
const service = named.get((kinds['v1 Service'] as { $ref: string }).$ref) ?? {};

for (const [module, files] of CRDS) {
  const directory = moduleDirectory(module);
  for (const file of files) {
    const { spec } = parse(readFileSync(join(directory, file), 'utf8')) as Crd;
    for (const { name, schema } of spec.versions) {
      const { openAPIV3Schema: whole } = schema;
      // A cluster takes the same there for every kind.
      const properties = { ...(bare(whole['properties'], true) as Schema), metadata: metadata(service) };
      kinds[`${spec.group}/${name} ${spec.names.kind}`] = shared({ ...(bare(whole) as Schema), properties });
    }
  }
}

const source = [KUBERNETES.module, ...CRDS.map(([module]) => module)];
const list = [...definitions.keys()].map((text) => JSON.parse(text) as unknown);
const written = JSON.stringify({ source, licence: 'Apache-2.0', kinds, definitions: list });
writeFileSync(join(import.meta.dirname, '../test/deploy/schemas.json'), `${written}\n`);
process.stdout.write(`${Object.keys(kinds).join('\n')}\n${written.length} bytes\n`);
