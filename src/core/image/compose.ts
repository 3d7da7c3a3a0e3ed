// A compose file for trusses, as data: pure, so that it can be read in a test.
import { acceleratorOf } from '../config/accelerator.ts';
import type { Config } from '../config/config.ts';
import { IMAGE_PORT } from './places.ts';

/** One truss as a service. */
export interface ComposedTruss {
  /** Of the service, and of the model. */
  readonly name: string;
  readonly image: string;
  readonly config: Config;
  /** Of this machine. */
  readonly port: number;
  /** The port within. */
  readonly inside: number;
  /** The directory of data that is mounted, absolute, where the image has none of its own. */
  readonly data: string | null;
  /** What its server is told: src/host/image/settings.ts. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** A compose file: a service and a port for each truss. Values of secrets are those of the variables `TRUSS_SECRET_…`, when it is started. */
export function composeDocument(trusses: readonly ComposedTruss[]): Readonly<Record<string, unknown>> {
  const secrets = [...new Set(trusses.flatMap(({ config }) => Object.keys(config.secrets)))];
  const named = secrets.map((name) => [name, { environment: `TRUSS_SECRET_${name}` }]);
  return {
    services: Object.fromEntries(trusses.map((truss) => [truss.name, service(truss)])),
    ...(named.length === 0 ? {} : { secrets: Object.fromEntries(named) }),
  };
}

function service({
  image,
  config,
  port,
  inside,
  data,
  variables = {},
}: ComposedTruss): Readonly<Record<string, unknown>> {
  const { cpu, memory } = config.resources;
  const secrets = Object.keys(config.secrets).map((source) => ({ source, target: `/secrets/${source}` }));
  // The health check of the image asks for itself, where there is one.
  return {
    image,
    ...(Object.keys(variables).length > 0 && { environment: variables }),
    init: true,
    restart: 'unless-stopped',
    ports: [`127.0.0.1:${port}:${inside}`],
    // Compose copies secrets that are no files into the container, and refuses a service that would not let it.
    ...(secrets.length === 0 && { read_only: true }),
    tmpfs: ['/tmp'],
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    // As long as a server may take to answer what it has accepted.
    stop_grace_period: '30s',
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
