/** A package that a model imports without naming it among its requirements. */
export interface ImpliedRequirement {
  /** The name of the distribution, as it is locked. */
  readonly distribution: string;
  /** The import that implies it. */
  readonly by: ImportedModule;
}

/** A module that the code of a truss imports, and the first place where. */
export interface ImportedModule {
  /** The whole dotted name. */
  readonly module: string;
  /** Absolute. */
  readonly file: string;
  readonly line: number;
}

/**
 * What the server image of today's trusses installs for its own use, or as a part of that: models written for it import these without
 * saying so. By the longest prefix of the dotted name.
 */
const DISTRIBUTIONS: Readonly<Record<string, string>> = {
  aiofiles: 'aiofiles',
  aiohttp: 'aiohttp',
  anyio: 'anyio',
  fastapi: 'fastapi',
  httpx: 'httpx',
  joblib: 'joblib',
  loguru: 'loguru',
  msgpack: 'msgpack',
  msgpack_numpy: 'msgpack-numpy',
  numpy: 'numpy',
  opentelemetry: 'opentelemetry-api',
  'opentelemetry.exporter': 'opentelemetry-exporter-otlp',
  'opentelemetry.sdk': 'opentelemetry-sdk',
  pip: 'pip',
  pkg_resources: 'setuptools',
  prometheus_client: 'prometheus-client',
  psutil: 'psutil',
  pydantic: 'pydantic',
  pythonjsonlogger: 'python-json-logger',
  requests: 'requests',
  setuptools: 'setuptools',
  starlette: 'starlette',
  tenacity: 'tenacity',
  typing_extensions: 'typing-extensions',
  uvicorn: 'uvicorn',
  uvloop: 'uvloop',
  websockets: 'websockets',
  yaml: 'pyyaml',
};

/**
 * Which distributions are implied by the imports of a truss: those of the table, without what is the truss's own code or already
 * required. `required` holds normalised names. Sorted, so that the same code gives the same lock.
 */
export function impliedRequirements(
  imports: readonly ImportedModule[],
  ownModules: ReadonlySet<string>,
  required: ReadonlySet<string>,
): readonly ImpliedRequirement[] {
  const implied = new Map<string, ImpliedRequirement>();
  for (const by of imports) {
    const distribution = distributionOf(by.module);
    if (distribution === undefined || ownModules.has(topLevel(by.module))) continue;
    if (required.has(distribution) || implied.has(distribution)) continue;
    implied.set(distribution, { distribution, by });
  }
  return [...implied.values()].sort((a, b) => (a.distribution < b.distribution ? -1 : 1));
}

function distributionOf(module: string): string | undefined {
  const parts = module.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const distribution = DISTRIBUTIONS[parts.slice(0, length).join('.')];
    if (distribution !== undefined) return distribution;
  }
  return undefined;
}

function topLevel(module: string): string {
  return module.split('.', 1)[0] ?? module;
}
