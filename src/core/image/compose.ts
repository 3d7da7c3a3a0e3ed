// A compose file for trusses, as data: pure, so that it can be read in a test.
import { acceleratorOf } from '../config/accelerator.ts';
import type { Config } from '../config/config.ts';
import { isTakenAsItIs } from './image-stages.ts';
import { IMAGE_PORT, PLACES } from './places.ts';

/** One truss as a service. */
export interface ComposedTruss {
  /** Of the service. */
  readonly name: string;
  /** Of the model; not given: as the service. */
  readonly model?: string;
  readonly image: string;
  readonly config: Config;
  /** Of this machine; null: none, since a router has it. */
  readonly port: number | null;
  /** The port within. */
  readonly inside: number;
  /** The directory of data that is mounted, absolute, where the image has none of its own. */
  readonly data: string | null;
  /** What its server is told: src/host/image/settings.ts. */
  readonly variables?: Readonly<Record<string, string>>;
  /** What the service is made anew for when it changes. */
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * A compose file: a service for each truss, and a port each, or one for all of them, where a router finds them by name. Values of secrets are
 * those of the variables `TRUSS_SECRET_…`, when it is started.
 *
 * `routed`: the port of the router, which one of the images has to have (`hasRouter`); null: there is none.
 */
export function composeDocument(
  trusses: readonly ComposedTruss[],
  routed: number | null = null,
): Readonly<Record<string, unknown>> {
  const secrets = [...new Set(trusses.flatMap(({ config }) => Object.keys(config.secrets)))];
  const named = secrets.map((name) => [name, { environment: `TRUSS_SECRET_${name}` }]);
  const services = trusses.map((truss): [string, unknown] => [truss.name, service(truss)]);
  if (routed !== null) services.push([routerName(trusses), router(trusses, routed)]);
  return {
    services: Object.fromEntries(services),
    ...(named.length === 0 ? {} : { secrets: Object.fromEntries(named) }),
  };
}

/** Whether the image of a truss can be the router: not one that is taken as it is. */
export function hasRouter({ config }: Pick<ComposedTruss, 'config'>): boolean {
  return !isTakenAsItIs(config);
}

/** One that no truss has. */
function routerName(trusses: readonly ComposedTruss[]): string {
  const isTaken = trusses.some(({ name }) => name === 'router');
  return isTaken ? 'truss-router' : 'router';
}

/** The server of one of the images, as a program that knows where each model is, and asks it. */
function router(trusses: readonly ComposedTruss[], port: number): Readonly<Record<string, unknown>> {
  const own = trusses.find(hasRouter);
  if (own === undefined) throw new RangeError('none of these images has a router');
  return {
    image: own.image,
    entrypoint: [PLACES.node, `${PLACES.server}/router.mjs`],
    // Its health check asks where the variables of the image say that its server listens.
    environment: { TRUSS_PORT: String(IMAGE_PORT) },
    command: trusses.map(({ name, model, inside }) => `${model ?? name}=${name}:${inside}`),
    ...LOCKED_DOWN,
    ports: [`127.0.0.1:${port}:${IMAGE_PORT}`],
    read_only: true,
  };
}

/** What every container of ours is. */
const LOCKED_DOWN = {
  init: true,
  restart: 'unless-stopped',
  tmpfs: ['/tmp'],
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
  // As long as a server may take to answer what it has accepted.
  stop_grace_period: '30s',
} as const;

function service({
  image,
  config,
  port,
  inside,
  data,
  variables = {},
  labels = {},
}: ComposedTruss): Readonly<Record<string, unknown>> {
  const { cpu, memory } = config.resources;
  const secrets = Object.keys(config.secrets).map((source) => ({ source, target: `/secrets/${source}` }));
  // The health check of the image asks for itself, where there is one.
  return {
    image,
    ...(Object.keys(variables).length > 0 && { environment: variables }),
    ...(Object.keys(labels).length > 0 && { labels }),
    ...LOCKED_DOWN,
    ...(port !== null && { ports: [`127.0.0.1:${port}:${inside}`] }),
    // Compose copies secrets that are no files into the container, and refuses a service that would not let it.
    ...(secrets.length === 0 && { read_only: true }),
    deploy: { resources: { limits: { cpus: processors(cpu), memory: bytesOf(memory) }, ...devices(config) } },
    ...(secrets.length === 0 ? {} : { secrets }),
    ...(data === null ? {} : { volumes: [`${data}:/app/${config.data_dir}:ro`] }),
  };
}

/** `500m` is half a processor. */
function processors(cpu: string): string {
  return cpu.endsWith('m') ? String(Number(cpu.slice(0, -1)) / 1000) : cpu.trim();
}

const UNITS: Readonly<Record<string, number>> = {
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** Compose knows `b`, `k`, `m` and `g`, and not what the config writes: so many bytes. */
function bytesOf(memory: string): string {
  const [, number = '0', unit = ''] = /^\s*([\d.e+_]+)\s*(\w*)\s*$/i.exec(memory) ?? [];
  return `${Math.round(Number(number.replaceAll('_', '')) * (UNITS[unit] ?? 1))}b`;
}

function devices(config: Config): Readonly<Record<string, unknown>> {
  if (!config.resources.use_gpu) return {};
  const count = acceleratorOf(config)?.count ?? 'all';
  return { reservations: { devices: [{ driver: 'nvidia', count, capabilities: ['gpu'] }] } };
}

/** The ports of services that are published beside one another. */
export function portsFrom(first: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

/** The port within an image, of which a label says it. */
export function insidePort(label: string | undefined): number {
  return label === undefined ? IMAGE_PORT : Number(label);
}
