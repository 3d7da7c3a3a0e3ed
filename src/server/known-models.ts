import type { Registry } from './service/registry.ts';

/** What is known of the models of a server. */
export interface KnownModels {
  /** How many processes run the model of an entry; 0 where there is no such entry. */
  workersOf(name: string): number;
  /** The methods of an entry's model; null where nobody knows: it has not loaded, or is a server of its own. */
  methodsOf(name: string): readonly string[] | null;
}

/** Tells of the models that are served when it is asked. */
export function knownModels(registry: Registry): KnownModels {
  return {
    workersOf: (name) => registry.byName.get(name)?.limits.workers ?? 0,
    methodsOf: (name) => {
      const { capabilities = null, facts } = registry.byName.get(name) ?? {};
      return capabilities === null || facts?.passesThrough === true ? null : Object.keys(capabilities.methods);
    },
  };
}
