import type { Config } from './config.ts';

/** A model that shall run. */
export interface RunnableModel {
  /** Absolute path of the truss. */
  readonly directory: string;
  readonly config: Config;
  /** Where it is deployed to; null: nowhere. */
  readonly stage: string | null;
  /** The directories of `external_package_dirs`, absolute. */
  readonly externalPackageDirs: readonly string[];
}

/** What runs a model is told of it beside its config and its secrets: members of the header of HELLO (specs/wire-protocol.md 3.4). */
export interface ModelSettings {
  readonly directory: string;
  readonly model: {
    readonly moduleDir: string;
    readonly file: string;
    readonly className: string;
    readonly packagesDir: string;
    readonly dataDir: string;
    readonly externalPackageDirs: readonly string[];
  };
  /** The stage, as models of today's Truss read it: `environment["name"]`. */
  readonly environment: { readonly name: string } | null;
  /** The Python that pickled code in the truss demands, noted by `mk_truss`; null where any will do. */
  readonly pythonMinor: string | null;
}

/** What a worker is told of a model, and Python where it loads the model in its own process. */
export function modelSettings({ directory, config, stage, externalPackageDirs }: RunnableModel): ModelSettings {
  const { python_minor: pythonMinor } = config.model_metadata;
  return {
    directory,
    model: {
      moduleDir: config.model_module_dir,
      file: config.model_class_filename,
      className: config.model_class_name,
      packagesDir: config.bundled_packages_dir,
      dataDir: config.data_dir,
      externalPackageDirs,
    },
    environment: stage === null ? null : { name: stage },
    pythonMinor: typeof pythonMinor === 'string' ? pythonMinor : null,
  };
}
